-- What scripts share that write about runs.

local function run_key(id, at, token)
    return id .. '/' .. at .. '/' .. token
end

-- The lowest that is free, if as many runs as may be are not under way.
local function free_slot(id, max_instances)
    local taken = call('HKEYS', P .. 'slots:' .. id)
    if #taken >= max_instances then
        return nil
    end
    local is_taken = {}
    for _, slot in ipairs(taken) do
        is_taken[slot] = true
    end
    for slot = 0, max_instances - 1 do
        if not is_taken[tostring(slot)] then
            return tostring(slot)
        end
    end
end

-- `add` is `later` where no run ends in the same script: of one that begins and ends in it, what it ends with comes later.
local function begins(key, id, slot, add)
    call('HSET', P .. 'slots:' .. id, slot, key)
    add('SADD', P .. 'node:' .. args.node .. ':runs', key)
end

local function frees(key, id, slot, node)
    if slot then
        call('HDEL', P .. 'slots:' .. id, slot)
    end
    later('SREM', P .. 'node:' .. node .. ':runs', key)
end

local function has_ended(key, ms)
    later('ZADD', P .. 'ended', ms, key)
end

-- It waits for a node that runs it again.
local function waits(key, queue, ms)
    call('HDEL', P .. 'run:' .. key, 'slot')
    call('ZADD', P .. 'pending:' .. queue, ms, key)
    call('SADD', P .. 'reruns', queue)
end

local function forget(keys)
    if #keys == 0 then
        return 0
    end
    local names = {}
    for i, key in ipairs(keys) do
        names[i] = P .. 'run:' .. key
    end
    call('UNLINK', unpack(names))
    call('ZREM', P .. 'ended', unpack(keys))
    return #keys
end

local function forget_oldest()
    flush()
    local surplus = call('ZCARD', P .. 'ended') - args.history
    if surplus <= 0 then
        return 0
    end
    return forget(call('ZRANGE', P .. 'ended', 0, math.min(surplus, 1000) - 1))
end

-- Takes up to so many runs from a node that is gone with that: whether those were all.
local function take_runs(node, most, at, lost)
    local runs = P .. 'node:' .. node .. ':runs'
    for _, key in ipairs(call('SRANDMEMBER', runs, most)) do
        local run = P .. 'run:' .. key
        local row = call('HMGET', run, 'id', 'at', 'through', 'name', 'job', 'queue', 'slot', 'at_ms')
        if row[1] then
            frees(key, row[1], row[7], node)
            call('HDEL', run, 'node')
            if row[5] then
                call('HSET', run, 'state', 'pending')
                waits(key, row[6], row[8])
            else
                call('HSET', run, 'state', 'abandoned', 'ended_ms', at.ms, 'ended_ns', at.ns)
                has_ended(key, at.ms)
            end
            lost[#lost + 1] = { row[1], row[2], row[3], row[4], row[5] and '1' or '0' }
        else
            call('SREM', runs, key)
        end
    end
    flush()
    if call('EXISTS', runs) == 1 then
        return false
    end
    call('ZREM', P .. 'leases', node)
    call('DEL', P .. 'node:' .. node, P .. 'node:' .. node .. ':functions')
    return true
end
