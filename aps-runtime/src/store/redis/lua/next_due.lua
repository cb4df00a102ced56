-- When the next job is due, of functions that the node has and executors with room.
local heads = call('ZRANGE', P .. 'heads', 0, -1, 'WITHSCORES')
local ms, ns
for i = 1, #heads, 2 do
    local queue, score = heads[i], heads[i + 1]
    if ms and score ~= ms then
        break
    end
    if room_in(queue) > 0 then
        ms = score
        for _, id in ipairs(call('ZRANGEBYSCORE', P .. 'due:' .. queue, score, score, 'LIMIT', 0, 100)) do
            local found = redis.pcall('HGET', P .. 'job:' .. id, 'ns')
            local more = type(found) == 'string' and tonumber(found) or 0
            ns = math.min(ns or more, more)
        end
    end
end
return ms and { text(tonumber(ms)), text(ns or 0) } or {}
