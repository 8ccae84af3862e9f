-- Comments of about sixty words, no two of them alike, of two thousand words that are used as often as in any language.
local onsets, vowels, ends = {}, {"a", "e", "i", "o", "u", "ea", "ou"}, {"", "n", "r", "s", "t", "l"}
for onset in ("b c d f g h k l m n p r s t v w br st tr pl"):gmatch("%a+") do onsets[#onsets + 1] = onset end
local words, shares, whole, number = {}, {}, 0, 0

function syllable()
  return onsets[math.random(#onsets)] .. vowels[math.random(#vowels)]
end

function init(args)
  math.randomseed(1207)  -- the same words in every thread, at every run
  for rank = 1, 2000 do
    words[rank] = syllable() .. (rank > 100 and syllable() or "") .. ends[math.random(#ends)]
    whole = whole + 1 / (rank + 8)
    shares[rank] = whole
  end
  math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16) % 100000)
end

-- The first words make up most of a text.
function word()
  local share, low, high = math.random() * whole, 1, #shares
  while low < high do
    local middle = math.floor((low + high) / 2)
    if shares[middle] < share then low = middle + 1 else high = middle end
  end
  return words[low]
end

function request()
  local said = {}
  for place = 1, 60 do said[place] = word() end
  number = number + 1
  local body = "text=" .. table.concat(said, "+") .. "&name=Reader+" .. math.random(1000000000) .. "-" .. number
  return wrk.format("POST", nil, {["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end
