-- What all scripts share. KEYS[1] is what every key begins with, `{aps:<namespace>}`, and ARGV[1] one JSON
-- object. Ids, revisions and instants are texts, since a number has 53 bits here.
local P = KEYS[1] .. ':'
local args = cjson.decode(ARGV[1])
local call = redis.call

local function text(number)
    return string.format('%.0f', number)
end

local function server_time()
    local time = call('TIME')
    local micros = tonumber(time[2])
    return tonumber(time[1]) * 1000 + math.floor(micros / 1000), micros % 1000 * 1000
end

-- Milliseconds since the epoch, and the nanoseconds on top: of the node, if it keeps the time.
local function clock()
    if args.now then
        return tonumber(args.now.ms), args.now.ns
    end
    return server_time()
end

-- As the ends of leases are kept: milliseconds with a fraction, right to a microsecond.
local function precise(ms, ns)
    return ms + ns / 1000000
end

local function has_lease(ms, ns)
    local lease = call('ZSCORE', P .. 'leases', args.node)
    return lease and tonumber(lease) >= precise(ms, ns)
end

local function lease_lost()
    return redis.error_reply('APSLOST this node has no lease')
end

-- Of writes whose answer may get lost: each has a number of its node's. One that comes when a later one
-- has been there does nothing.
local function is_late()
    local last = call('HGET', P .. 'write:' .. args.lane, 'number')
    return last and tonumber(last) >= args.number
end

local function late()
    return redis.error_reply('APSLATE a later write has been there')
end

-- The number of the last write that this node was told of, as far as Redis knows; nothing if the node is gone.
local function last_told()
    local node = P .. 'node:' .. args.node
    return call('EXISTS', node) == 1 and (tonumber(call('HGET', node, 'told')) or 0)
end

-- Whether this node has been told of a write that is forgotten, as one may be after a loss of power. Looked at before each
-- write, since that would hide it.
local function has_forgotten()
    local last = last_told()
    return last and last < args.known
end

local function forgotten()
    return redis.error_reply('APSFORGOT what this node was told is forgotten')
end

-- What the node is told of this write, after its number, which is 0 if nothing was written: if that is forgotten, the
-- node's next write or renewal notices. Counted here, since of two writes at once the later one is forgotten first.
local function numbered(is_written, told)
    local number = 0
    if is_written and last_told() then
        number = call('HINCRBY', P .. 'node:' .. args.node, 'told', 1)
    end
    return text(number) .. ' ' .. told
end

local function answer(told)
    local lane = P .. 'write:' .. args.lane
    call('HSET', lane, 'number', args.number, 'answer', told)
    call('EXPIRE', lane, 86400)
    return told
end

local function put(key, fields)
    local flat, n = {}, 0
    for name, value in pairs(fields) do
        flat[n + 1], flat[n + 2], n = name, value, n + 2
    end
    call('HSET', key, unpack(flat))
end

-- What is added to one key or taken from it for many runs or jobs waits here, and is one command in the end: that is
-- quicker, and the file has the key once. `flush` comes before anything that looks at these keys.
local MOST_ARGUMENTS = 1000
local waiting = {}

local function flush()
    for name, command in pairs(waiting) do
        waiting[name] = nil
        call(unpack(command))
    end
end

local function later(name, key, value, member)
    local command = waiting[name .. key]
    if not command then
        command = { name, key }
        waiting[name .. key] = command
    end
    command[#command + 1] = value
    command[#command + 1] = member
    if #command > MOST_ARGUMENTS then
        waiting[name .. key] = nil
        call(unpack(command))
    end
end

-- A queue has the jobs of one executor and one function: `7:default:shop::report`.
local function parts(queue)
    local length, rest = string.match(queue, '^(%d+):(.*)$')
    return string.sub(rest, 1, tonumber(length)), string.sub(rest, tonumber(length) + 2)
end

-- Whether the node has the function of the queue, and how many runs its executor takes.
local has_function = {}
local function room_in(queue)
    local executor, name = parts(queue)
    if has_function[name] == nil then
        has_function[name] = call('SISMEMBER', P .. 'node:' .. args.node .. ':functions', name) == 1
    end
    return has_function[name] and (args.rooms[executor] or math.huge) or 0, executor
end

-- Queues whose first job may be another one now.
local touched = {}

local function enqueue(queue, id, ms)
    later('ZADD', P .. 'due:' .. queue, ms, id)
    touched[queue] = true
end

local function dequeue(queue, id)
    call('ZREM', P .. 'due:' .. queue, id)
    touched[queue] = true
end

-- `heads` has each queue that is not empty, at the time of its first job.
local function settle_heads()
    flush()
    for queue in pairs(touched) do
        local first = call('ZRANGE', P .. 'due:' .. queue, 0, 0, 'WITHSCORES')
        if first[1] then
            call('ZADD', P .. 'heads', first[2], queue)
        else
            call('ZREM', P .. 'heads', queue)
        end
    end
end

local function drop_job(id, queue)
    call('DEL', P .. 'job:' .. id)
    later('ZREM', P .. 'jobs', id)
    later('HDEL', P .. 'problems', id)
    call('INCR', P .. 'version')
    if queue then
        later('ZREM', P .. 'due:' .. queue, id)
        touched[queue] = true
    end
end
