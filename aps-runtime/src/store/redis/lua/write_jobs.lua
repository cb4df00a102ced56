-- Adds and replaces jobs, all of them or none: D done, S stale.
if is_late() then return late() end
local queues = {}
for i, write in ipairs(args.writes) do
    local job = P .. 'job:' .. write.id
    if write.replaces then
        local found = redis.pcall('HMGET', job, 'revision', 'queue')
        if found.err or found[1] ~= write.replaces then
            return 'S'
        end
        queues[i] = found[2]
    elseif call('EXISTS', job) == 1 then
        return 'S'
    end
end
for i, write in ipairs(args.writes) do
    if queues[i] then
        dequeue(queues[i], write.id)
    end
    call('HDEL', P .. 'problems', write.id)
    call('ZADD', P .. 'jobs', 0, write.id)
    put(P .. 'job:' .. write.id, write.fields)
    if write.is_due then
        enqueue(write.fields.queue, write.id, write.fields.ms)
    end
end
settle_heads()
call('INCR', P .. 'version')
call('PUBLISH', P .. 'changed', args.node)
return answer('D')
