-- How runs have ended: for each D, done now or before, or S, no longer this node's.
local function goes_on(ending, slot, row)
    local key = run_key(ending.id, ending.goes_on, ending.token)
    local fields = {
        id = ending.id, at = ending.goes_on, through = row[4], manual = row[9] or nil, state = 'running', slot = slot,
        node = args.node, name = row[10], token = ending.token, fence = ending.fence,
    }
    if row[6] then
        fields.job, fields.queue, fields.max_instances, fields.at_ms = row[6], row[7], row[8], ending.goes_on_ms
    end
    put(P .. 'run:' .. key, fields)
    begins(key, ending.id, slot, call)
end

local function ends(ending, key, row)
    local state = ending.state
    if state == 'pending' and not row[6] then
        state = 'abandoned'
    end
    local fields = ending.fields
    fields.state = state
    if ending.goes_on then
        fields.through = ending.at
    end
    frees(key, ending.id, row[5], args.node)
    if state == 'pending' then
        put(P .. 'run:' .. key, fields)
        waits(key, row[7], row[11])
        return
    end
    fields.ended_ms, fields.ended_ns = ending.ended_ms, ending.ended_ns
    put(P .. 'run:' .. key, fields)
    if row[6] then
        call('HDEL', P .. 'run:' .. key, 'job')
    end
    has_ended(key, ending.ended_ms)
    if ending.goes_on and row[5] then
        goes_on(ending, row[5], row)
    end
end

if has_forgotten() then return forgotten() end
local letters = {}
for i, ending in ipairs(args.ends) do
    local key = run_key(ending.id, ending.at, ending.token)
    local row = redis.pcall('HMGET', P .. 'run:' .. key,
        'node', 'fence', 'state', 'through', 'slot', 'job', 'queue', 'max_instances', 'manual', 'name', 'at_ms')
    if row.err or row[1] ~= args.node or row[2] ~= ending.fence then
        letters[i] = 'S'
    else
        letters[i] = 'D'
        if row[3] == 'running' then
            ends(ending, key, row)
        end
    end
end
forget_oldest()
return numbered(true, table.concat(letters))
