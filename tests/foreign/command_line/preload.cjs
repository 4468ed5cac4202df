// Loaded before the program: sends its connections to servers on this machine, and lets none reach another host.
//
// KNOWN_HOSTS names the hosts that the program may reach, as JSON: the port of each on loopback. A connection to any
// other host is refused, and noted in the file that REFUSED_HOSTS names.
"use strict";

const fs = require("node:fs");
const net = require("node:net");

const LOOPBACK = "127.0.0.1";
const NOBODY_LISTENS = 1;
const ports = JSON.parse(process.env.KNOWN_HOSTS);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof options !== "object" || options === null || !options.host) {
    throw new Error("A socket is opened without a host: the emulator cannot stand in for what it would reach.");
  }
  if (options.host !== LOOPBACK) {
    if (!(options.host in ports)) {
      fs.appendFileSync(process.env.REFUSED_HOSTS, `${options.host}\n`);
    }
    options.port = ports[options.host] ?? NOBODY_LISTENS;
    options.host = LOOPBACK;
  }
  return connect.apply(this, args);
};

// The program waits for the rest of a second after every batch of calls, for the sake of a rate limit that the
// emulator does not have here. Shorter waits let it finish a file, and longer delays are timeouts: both stay. With
// KEEP_PAUSES, all of them stay, so that it can be measured as it is.
const PAUSE = { shortest: 250, longest: 1000, instead: 100 };
const wait = global.setTimeout;
const isPause = (delay) => !process.env.KEEP_PAUSES && delay >= PAUSE.shortest && delay <= PAUSE.longest;
global.setTimeout = Object.assign(
  (action, delay, ...args) => wait(action, isPause(delay) ? PAUSE.instead : delay, ...args),
  wait,
);
