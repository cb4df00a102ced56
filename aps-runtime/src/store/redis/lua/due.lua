-- Jobs that are due, the longest due first, of functions that the node has and executors with room. Each queue
-- is read no further than is needed, however much is due in it.
local ms, ns = clock()
local CHUNK, HOLD = 32, 200

local queues = {}
for _, name in ipairs(call('ZRANGEBYSCORE', P .. 'heads', '-inf', ms)) do
    local room, executor = room_in(name)
    if room > 0 then
        queues[#queues + 1] = { name = name, executor = executor, read = 0, next = 1, jobs = {} }
    end
end
local chunk = #queues == 1 and args.limit or CHUNK

-- The time of the queue's next job that was not taken; nothing at its end.
local function first_of(queue)
    if queue.next > #queue.jobs and not queue.is_over then
        queue.jobs = call('ZRANGEBYSCORE', P .. 'due:' .. queue.name, '-inf', ms, 'WITHSCORES', 'LIMIT', queue.read, chunk)
        queue.read, queue.next = queue.read + #queue.jobs / 2, 1
        queue.is_over = #queue.jobs < chunk * 2
    end
    local score = queue.jobs[queue.next + 1]
    return score and tonumber(score)
end

local function next_job()
    local best, earliest
    for _, queue in ipairs(queues) do
        local due = (args.rooms[queue.executor] or math.huge) > 0 and first_of(queue)
        if due and (not earliest or due < earliest) then
            best, earliest = queue, due
        end
    end
    if best then
        best.next = best.next + 2
        return best, best.jobs[best.next - 2], earliest
    end
end

-- Where others are, each node leaves to them for a moment what they have just been given.
local own, others = P .. 'held:' .. args.node, {}
call('DEL', own)
for _, node in ipairs(call('ZRANGE', P .. 'leases', 0, -1)) do
    if node ~= args.node and call('EXISTS', P .. 'held:' .. node) == 1 then
        others[#others + 1] = P .. 'held:' .. node
    end
end

local function is_held(id)
    for _, held in ipairs(others) do
        if call('SISMEMBER', held, id) == 1 then
            return true
        end
    end
end

local found, ids = {}, {}
for _ = 1, args.limit * 4 do
    local queue, id, due = next_job()
    if not queue or #found == args.limit then
        break
    end
    if not is_held(id) then
        local row = redis.pcall('HMGET', P .. 'job:' .. id, 'job', 'run', 'paused', 'revision', 'ns')
        if row.err then
            row = { false, false, false, false, false }
        elseif not row[4] and call('EXISTS', P .. 'job:' .. id) == 0 then
            dequeue(queue.name, id)
            row = nil
        end
        if row and (due < ms or (tonumber(row[5] or 0) or 0) <= ns) then
            found[#found + 1] = { id, queue.name, row[1], row[2], row[3], row[4] }
            if args.rooms[queue.executor] then
                args.rooms[queue.executor] = args.rooms[queue.executor] - 1
            end
            ids[#ids + 1] = id
        end
    end
end
if #ids > 0 and call('ZCARD', P .. 'leases') > 1 then
    call('SADD', own, unpack(ids))
    call('PEXPIRE', own, HOLD)
end
settle_heads()
return { text(ms), text(ns), found }
