"""The Lua scripts by which processes share a pace in a Redis server: what `lanes.py` decides, for many processes.

A budget has two keys: a list with the times of its last slots, those of waiting calls included, and a hash with the
rest. Slots are numbered; `epoch` changes whenever waiting calls lose theirs. Times are microseconds of the server's
clock. A call asks for a slot, waits, and asks again when its time has come: only then is the slot settled, at the
time when the call really departs. The slot of a call that never asks again passes like any other.
"""

_COMMON = """
local SECOND, EXPIRY_WINDOWS, RECOVERY = 1e6, 3, 60e6
local MARGIN, LAG_PART, REFUSED_MARGIN = 6e3, 0.35, 10e3
local SPREAD, SMALLEST_SPREAD, SHARED_SPREAD = 0.22, 0.05, 0.9
local GROWTH = 0.02

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
  return MARGIN + LAG_PART * lag + REFUSED_MARGIN * fading
end

local function due(position)
  local share = share_now()
  local rate = has.limit * share / window
  local group = math.max(1, math.floor(has.limit * share))
  local time = math.max(now, has.held or 0)
  local head, before = at(position - group), at(position - 1)
  if head then time = math.max(time, head + group / rate + margin_now()) end
  if before then
    local spread = share < 1 and SHARED_SPREAD or math.max(SMALLEST_SPREAD, SPREAD - 1.5 * lag / SECOND)
    time = math.max(time, before + spread / rate)
  end
  return math.floor(time)
end

-- Waiting calls lose their slots; each takes another one when it asks again.
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

Arguments: microseconds of a window; lag of the caller's round trips; its limit; number and epoch of its slot, or 0.
Returns the microseconds to wait before asking again, 0 if the call may depart; number and epoch of its slot; the
limit; the time of the slot.
"""

CORRECT = (
    _COMMON
    + """
local LONGEST_HOLD, TRUST = 60e6, 10e6
local STRIKES, STRIKE_TIME = 3, 5e6
local BACK_OFF, SMALLEST_SHARE = 0.7, 0.02
local JITTER = 0.25  -- the part of a window by which calls of other processes may have been late, unreported as yet

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

-- A smaller limit than another process was told lately is that of the caller's own credentials.
if told > 0 and told ~= has.limit and (told > has.limit or now - (has.told or 0) > TRUST) then
  has.limit = told
  void_waiting()
end
if told == has.limit then has.told = now end

-- A call that departed before the last refusal was known says nothing new.
if refused and departed > (has.refused or 0) then
  local since, own = departed - window - margin_now() - JITTER * window, 0
  for _, time in ipairs(redis.call('LRANGE', slots, 0, -1)) do
    time = tonumber(time)
    if time >= since and time <= now then own = own + 1 end
  end
  local is_strike = departed - (has.refused or 0) < STRIKE_TIME
  has.strikes = is_strike and (has.strikes or 0) + 1 or 1
  if own >= has.limit and has.strikes < STRIKES then
    hold(departed + math.max(0.05 * window, 2 * lag))
  else
    local share = share_now()
    local is_slow = share < 1 or own >= has.limit
    has.share = math.max(is_slow and share * BACK_OFF or own / has.limit, SMALLEST_SHARE)
    has.share_set = now
    hold(departed + window)
  end
  has.refused = now
  void_waiting()
  if mine and redis.call('LREM', slots, 1, text(mine)) == 1 then  -- it took nothing of the window that comes
    has.last = has.last - 1
  end
end
if retry_after >= 0 then hold(now + math.min(retry_after, LONGEST_HOLD)) end
save()
return {has.limit}
"""
)
"""Corrects a budget by what a response said.

Arguments: those of `TAKE`; the time of the slot; microseconds by which its call was late; the limit in the response,
or 0; 1 if the server refused the call, else 0; microseconds of `Retry-After`, or -1.
"""
