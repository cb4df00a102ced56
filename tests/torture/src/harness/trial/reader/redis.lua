-- Every key of a namespace with what it holds, at one moment; of runs those that are under way or not before an instant.
local P, since = KEYS[1] .. ':', ARGV[1]
local rows, seen, cursor = {}, {}, '0'
local contents = {
    hash = function(key) return redis.call('HGETALL', key) end,
    zset = function(key) return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end,
    set = function(key) return redis.call('SMEMBERS', key) end,
    string = function(key) return { redis.call('GET', key) } end,
}
local function is_old(key)
    if string.sub(key, 1, #P + 4) ~= P .. 'run:' then
        return false
    end
    local run = redis.call('HMGET', key, 'state', 'through')
    return run[1] ~= 'running' and run[1] ~= 'pending' and run[2] < since
end
repeat
    local page = redis.call('SCAN', cursor, 'MATCH', P .. '*', 'COUNT', 1000)
    cursor = page[1]
    for _, key in ipairs(page[2]) do
        if not seen[key] and not is_old(key) then
            seen[key] = true
            local kind = redis.call('TYPE', key).ok
            rows[#rows + 1] = { string.sub(key, #P + 1), contents[kind](key) }
        end
    end
until cursor == '0'
return rows
