"""The Lua scripts that share a pace among processes through Redis. They decide like `lanes.py`.

A budget has two keys: a list of the times of its last slots, waiting calls included, and a hash for the rest. Slots are
numbered; `epoch` changes when all waiting calls lose their slots. Times are microseconds of the server's clock. A call
takes a slot, waits, and settles the slot at the time when it is really sent. A slot that is never settled expires like
any other.
"""

from . import lanes

_CONSTANTS = f"""
local SECOND, EXPIRY_WINDOWS = 1e6, 3
local RECOVERY, LONGEST_HOLD = {lanes.RECOVERY} * SECOND, {lanes.LONGEST_HOLD} * SECOND
local MARGIN, REJECTED_MARGIN, MARGIN_PER_LAG = 6e3, {lanes.REJECTED_MARGIN} * SECOND, {lanes.MARGIN_PER_LAG}
local SPREAD, SPREAD_PER_LAG = 0.22, {lanes.SPREAD_PER_LAG}
local SMALLEST_SPREAD, SHARED_SPREAD = {lanes.SMALLEST_SPREAD}, {lanes.SHARED_SPREAD}
local STRIKES, STRIKE_TIME = {lanes.STRIKES}, {lanes.STRIKE_TIME} * SECOND
local SHORTEST_HOLD, BACK_OFF = {lanes.SHORTEST_HOLD}, {lanes.BACK_OFF}
local GROWTH, SMALLEST_SHARE = 0.02, 0.02
"""

_COMMON = (
    _CONSTANTS
    + """
local slots, state = KEYS[1], KEYS[2]
local window, lag, known = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local number, epoch = tonumber(ARGV[4]), tonumber(ARGV[5])
local clock = redis.call('TIME')
local now = clock[1] * SECOND + clock[2]

local has = {}
local fields = redis.call('HGETALL', state)
for i = 1, #fields, 2 do has[fields[i]] = tonumber(fields[i + 1]) end
if (has.seen or 0) > now + SECOND then  -- the clock was set back
  redis.call('DEL', slots)
  has = {}
end
has.seen = now
has.limit = has.limit or known
has.epoch = has.epoch or now
has.last = has.last or 0
local first = has.last - redis.call('LLEN', slots) + 1

local function at(position)
  if position < first then return nil end
  return tonumber(redis.call('LINDEX', slots, position - first) or nil)
end

local function text(value)
  return string.format(value % 1 == 0 and '%.0f' or '%.6f', value)
end

local function share_now()
  if not has.share then return 1 end
  return math.min(1, has.share + (now - has.share_set) / SECOND * GROWTH)
end

local function margin_now()
  local fading = math.max(0, 1 - (now - (has.refused or 0)) / RECOVERY)
  return MARGIN + MARGIN_PER_LAG * lag + REJECTED_MARGIN * fading
end

local function due(position)
  local share = share_now()
  local rate = has.limit * share / window
  local group = math.max(1, math.floor(has.limit * share))
  local time = math.max(now, has.held or 0)
  local head, before = at(position - group), at(position - 1)
  if head then time = math.max(time, head + group / rate + margin_now()) end
  if before then
    local spread = share < 1 and SHARED_SPREAD or math.max(SMALLEST_SPREAD, SPREAD - SPREAD_PER_LAG * lag / SECOND)
    time = math.max(time, before + spread / rate)
  end
  return math.floor(time)
end

-- Waiting calls lose their slots, and take new ones when they check again.
local function void_waiting()
  local tail = tonumber(redis.call('LINDEX', slots, -1) or nil)
  while tail and tail > now do
    redis.call('RPOP', slots)
    has.last = has.last - 1
    tail = tonumber(redis.call('LINDEX', slots, -1) or nil)
  end
  has.epoch = math.max(now, has.epoch + 1)
end

local function save()
  local fields = {}
  for name, value in pairs(has) do
    fields[#fields + 1] = name
    fields[#fields + 1] = text(value)
  end
  redis.call('HSET', state, unpack(fields))
  local tail = tonumber(redis.call('LINDEX', slots, -1) or nil) or now
  local busy = math.max(now, tail, has.held or 0)
  local left = busy - now + EXPIRY_WINDOWS * window
  if has.refused and now - has.refused < RECOVERY then left = left + RECOVERY end
  local expiry = text(math.ceil(left / 1000))
  redis.call('PEXPIRE', slots, expiry)
  redis.call('PEXPIRE', state, expiry)
end
"""
)

TAKE = (
    _COMMON
    + """
local NOW_ENOUGH = 500

local is_known = epoch == has.epoch and number >= first and number <= has.last
if not is_known then number = has.last + 1 end
local time = due(number)
if is_known then
  redis.call('LSET', slots, number - first, text(time))
else
  redis.call('RPUSH', slots, text(time))
  has.last = number
end
local oldest = at(first)
while has.last - first >= 2 * has.limit and oldest < now - 2 * window do
  redis.call('LPOP', slots)
  first = first + 1
  oldest = at(first)
end
save()
local wait = time - now
if wait <= NOW_ENOUGH then wait = 0 end
return {wait, number, has.epoch, has.limit, time}
"""
)
"""Takes a slot, or settles the one that was taken.

Arguments: length of a window and lag of the caller's round trips, in microseconds; its limit; number and epoch of its
slot, or 0. Returns the microseconds to wait before the next check, 0 if the call may be sent; number and epoch of its
slot; the limit; the time of the slot.
"""

CORRECT = (
    _COMMON
    + """
local TRUST = 10e6
local JITTER = 0.25  -- the part of a window by which calls of other processes may be late, and not yet reported

local departed, late = tonumber(ARGV[6]), tonumber(ARGV[7])
local told, refused, retry_after = tonumber(ARGV[8]), ARGV[9] == '1', tonumber(ARGV[10])

local function hold(time)
  has.held = math.max(has.held or 0, math.floor(time))
end

local mine = epoch == has.epoch and number <= has.last and at(number)
if mine and late > 0 then
  mine = math.max(mine, departed + late)
  redis.call('LSET', slots, number - first, text(mine))
end
departed = departed + late

-- A limit that is smaller than a recent one of another process holds for the credentials of the caller only.
if told > 0 and told ~= has.limit and (told > has.limit or now - (has.told or 0) > TRUST) then
  has.limit = told
  void_waiting()
end
if told == has.limit then has.told = now end

-- A 429 to a call that was sent before the last 429 was known says nothing new.
if refused and departed > (has.refused or 0) then
  local since, own = departed - window - margin_now() - JITTER * window, 0
  for _, time in ipairs(redis.call('LRANGE', slots, 0, -1)) do
    time = tonumber(time)
    if time >= since and time <= now then own = own + 1 end
  end
  local is_strike = departed - (has.refused or 0) < STRIKE_TIME
  has.strikes = is_strike and (has.strikes or 0) + 1 or 1
  if own >= has.limit and has.strikes < STRIKES then
    hold(departed + math.max(SHORTEST_HOLD * window, 2 * lag))
  else
    local share = share_now()
    local is_slow = share < 1 or own >= has.limit
    has.share = math.max(is_slow and share * BACK_OFF or own / has.limit, SMALLEST_SHARE)
    has.share_set = now
    hold(departed + window)
  end
  has.refused = now
  void_waiting()
  if mine and redis.call('LREM', slots, 1, text(mine)) == 1 then  -- it does not count in the next window
    has.last = has.last - 1
  end
end
if retry_after >= 0 then hold(now + math.min(retry_after, LONGEST_HOLD)) end
save()
return {has.limit}
"""
)
"""Corrects a budget by what a response says.

Arguments: those of `TAKE`; the time of the slot; microseconds by which its call was late; the limit in the response,
or 0; 1 for a 429, else 0; microseconds of `Retry-After`, or -1.
"""
