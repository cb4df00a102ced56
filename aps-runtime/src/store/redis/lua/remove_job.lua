-- The revision that the job had; nothing if there was none.
if is_late() then return late() end
local found = redis.pcall('HMGET', P .. 'job:' .. args.id, 'revision', 'queue')
if not found.err and not found[1] and call('EXISTS', P .. 'job:' .. args.id) == 0 then
    return ''
end
drop_job(args.id, not found.err and found[2])
settle_heads()
return answer(not found.err and found[1] or '0')
