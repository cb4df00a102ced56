-- Runs that are over, the last one first, from this place on: how far it was looked, and the rows.
local SCANNED = 5000
local keys = call('ZREVRANGE', P .. 'ended', args.offset, args.offset + SCANNED - 1)
local rows, looked = {}, 0
for _, key in ipairs(keys) do
    if #rows == args.limit then
        break
    end
    looked = looked + 1
    if args.id == '' or string.sub(key, 1, #args.id + 1) == args.id .. '/' then
        rows[#rows + 1] = call('HGETALL', P .. 'run:' .. key)
    end
end
return { looked, rows }
