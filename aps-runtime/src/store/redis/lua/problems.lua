-- Jobs that could not be read, with what is stored of them.
local rows = {}
for i, id in ipairs(call('HKEYS', P .. 'problems')) do
    if i > args.limit then
        break
    end
    local row = redis.pcall('HMGET', P .. 'job:' .. id, 'job', 'run', 'paused', 'revision')
    if row.err then
        row = { false, false, false, false }
    end
    rows[i] = { id, '', row[1], row[2], row[3], row[4] }
end
return rows
