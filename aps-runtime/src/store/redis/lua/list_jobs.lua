-- Jobs behind this id, in the order of ids, and how often it has changed which there are.
local from = args.after == '' and '-' or '(' .. args.after
local rows = {}
for _, id in ipairs(call('ZRANGEBYLEX', P .. 'jobs', from, '+', 'LIMIT', 0, args.limit)) do
    local row = redis.pcall('HMGET', P .. 'job:' .. id, 'job', 'run', 'paused', 'revision')
    if row.err then
        row = { false, false, false, false }
    end
    rows[#rows + 1] = { id, '', row[1], row[2], row[3], row[4] }
end
return { call('GET', P .. 'version') or '', rows }
