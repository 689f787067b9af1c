-- What the test of Neovim does: open a file, show its diagnostics, fix all that is safe, show them again.
-- It runs after the recipe of docs/editors.md, and prints a transcript.

local lines = {}
local function say(text)
  table.insert(lines, text)
end

local function finish(status)
  io.stdout:write(table.concat(lines, "\n") .. "\n")
  io.stdout:flush()
  vim.cmd(status == 0 and "qall!" or "cquit!")
end

local function wait(what, done)
  if not vim.wait(60000, done, 20) then
    say("timed out: " .. what)
    finish(1)
  end
end

local severities = { "error", "warning", "info", "hint" }
local function show(title)
  say(title)
  local found = vim.diagnostic.get(0)
  table.sort(found, function(a, b)
    return a.lnum < b.lnum or (a.lnum == b.lnum and a.code < b.code)
  end)
  for _, one in ipairs(found) do
    local message = one.message:gsub("\n.*", "")
    say(string.format("  %d:%d %s %s %s", one.lnum + 1, one.col + 1, severities[one.severity], one.code, message))
  end
end

local function has(code)
  for _, one in ipairs(vim.diagnostic.get(0)) do
    if one.code == code then
      return true
    end
  end
  return false
end

local function choose(wanted)
  vim.ui.select = function(items, _, on_choice)
    for _, item in ipairs(items) do
      local action = item[2] or item.action
      if action.title:find(wanted, 1, true) then
        say("applied: " .. action.title)
        return on_choice(item)
      end
    end
    say("no action: " .. wanted)
    finish(1)
  end
end

vim.cmd("edit " .. vim.env.RIDE)
say("opened: " .. vim.fn.expand("%:t"))
wait("diagnostics", function()
  return has(vim.env.CODE)
end)
show("diagnostics:")
local before = vim.api.nvim_buf_get_changedtick(0)
for _, one in ipairs(vim.diagnostic.get(0)) do
  if one.code == vim.env.CODE then
    vim.api.nvim_win_set_cursor(0, { one.lnum + 1, one.col })
  end
end
choose(vim.env.CODE .. ": ")
vim.lsp.buf.code_action()
wait("the fix", function()
  return vim.api.nvim_buf_get_changedtick(0) ~= before
end)
wait("diagnostics after the fix", function()
  return not has(vim.env.CODE)
end)
show("diagnostics after the fix:")
vim.cmd("write")
say("saved")
finish(0)
