-- Comments of about sixty words, no two of them alike.
local words = {"bones", "milk", "calcium", "butter", "sleep", "walk", "heart", "sugar", "bread", "garden", "winter", "tea",
  "doctor", "because", "never", "again", "kitchen", "slowly", "vitamin", "question", "answer", "morning", "old", "book"}
local number = 0

function init(args)
  math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16) % 100000)
end

function request()
  local said = {}
  for place = 1, 60 do said[place] = words[math.random(#words)] end
  number = number + 1
  local body = "text=" .. table.concat(said, "+") .. "&name=Reader+" .. math.random(1000000000) .. "-" .. number
  return wrk.format("POST", nil, {["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end
