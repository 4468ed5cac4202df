// Reads {html: [...], documents: [...]} from standard input, and writes what the serializer makes of them.

const { readFileSync } = require("node:fs");
const { htmlToJson, jsonToHtml } = require("@contentstack/json-rte-serializer");
const { JSDOM } = require("jsdom");

const given = JSON.parse(readFileSync(0, "utf8"));
const documents = given.html.map((html) => htmlToJson(new JSDOM(html).window.document.querySelector("body")));
const html = given.documents.map((document) => jsonToHtml(document));
process.stdout.write(JSON.stringify({ documents, html }));
