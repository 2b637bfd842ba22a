// tests/driver/directives.cc - reads the directives line by line.
//
// Before the first `run` a directive changes the defaults; each `run` starts from a copy of them.
// Layer: tests.
#include "tests/driver/directives.h"

#include <cctype>
#include <fstream>
#include <functional>
#include <sstream>

namespace driver {

std::vector<std::string> split_words(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); i++) {
    const char c = text[i];
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      word += text[++i];
      in_word = true;
    } else if (quote) {
      if (c == quote) quote = 0;
      else word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\t') {
      if (in_word) words.push_back(word);
      word.clear();
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (in_word) words.push_back(word);
  return words;
}

namespace {

std::string read_whole(const std::string& path, std::string* problem) {
  std::ifstream in(path, std::ios::binary);
  if (!in) *problem = path + ": cannot be read";
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<int> numbers(const std::string& text) {
  std::vector<int> all;
  for (const std::string& word : split_words(text)) all.push_back(std::stoi(word));
  return all;
}

// A directive taken apart: `// key: value`, `// key~ value` or `// key!~ value`.
struct Line {
  std::string key;  // with the operator ~ or !~, without the colon
  std::string value;
};

// nullopt: prose.
std::optional<Line> parse_line(const std::string& line) {
  if (line.rfind("// ", 0) != 0) return {};
  std::size_t end = 3;
  while (end < line.size() && (std::islower(static_cast<unsigned char>(line[end])) || line[end] == '-')) end++;
  if (end == 3) return {};
  const std::string word = line.substr(3, end - 3);
  std::string op;
  for (const char* candidate : {":", "~", "!~"}) {
    if (line.compare(end, std::string(candidate).size(), candidate) == 0) op = candidate;
  }
  if (op.empty()) return {};
  const std::size_t value = end + op.size();
  if (value < line.size() && line[value] != ' ') return {};  // a::b, http://
  return Line{op == ":" ? word : word + op, value < line.size() ? line.substr(value + 1) : ""};
}

// What to do for each key; false: there is no such key.
bool apply_stream(Expected* stream, const std::string& op, const std::string& value, std::string* problem) {
  if (op.empty()) stream->whole = stream->whole.value_or("") + value + "\n";
  else if (op == "-file") stream->whole = read_whole(value, problem);
  else if (op == "~") stream->matches.push_back(value);
  else if (op == "!~") stream->mismatches.push_back(value);
  else return false;
  return true;
}

void apply_env(Run* run, const std::string& value) {
  if (value == "none") {
    run->env.clear();
    run->no_base_env = true;
  } else {
    run->env.push_back(value);
  }
}

bool apply(Run* run, const Line& line, std::string* problem) {
  static const std::map<std::string, std::function<void(Run*, const std::string&)>> keys = {
      {"args", [](Run* r, const std::string& v) { r->args = split_words(v); }},
      {"argv", [](Run* r, const std::string& v) { r->no_argv = v == "none"; }},
      {"env", apply_env},
      {"stdin", [](Run* r, const std::string& v) { r->stdin_text += v + "\n"; }},
      {"stdin-file", [](Run* r, const std::string& v) { r->stdin_file = v; }},
      {"closed", [](Run* r, const std::string& v) { r->closed = numbers(v); }},
      {"limit", [](Run* r, const std::string& v) { r->limits.push_back(v); }},
      {"under", [](Run* r, const std::string& v) { r->under = split_words(v); }},
      {"status", [](Run* r, const std::string& v) { r->status = std::stoi(v); }},
      {"signal", [](Run* r, const std::string& v) { r->signal = std::stoi(v); }},
      {"procs", [](Run* r, const std::string& v) { r->procs = numbers(v); }},
      {"repeat", [](Run* r, const std::string& v) { r->repeat = std::stoi(v); }},
      {"timeout", [](Run* r, const std::string& v) { r->timeout_s = std::stoi(v); }},
      {"flags", [](Run*, const std::string&) {}},   // tests/programs.awk reads these two
      {"builds", [](Run*, const std::string&) {}},
  };
  if (line.key.rfind("stdout", 0) == 0) return apply_stream(&run->out, line.key.substr(6), line.value, problem);
  if (line.key.rfind("stderr", 0) == 0) return apply_stream(&run->err, line.key.substr(6), line.value, problem);
  const auto found = keys.find(line.key);
  if (found == keys.end()) return false;
  found->second(run, line.value);
  return true;
}

}  // namespace

Directives read_directives(const std::string& source_path) {
  Directives result;
  std::ifstream source(source_path);
  if (!source) result.problem = source_path + ": cannot be read";
  Run defaults;
  for (std::string text; std::getline(source, text) && text.rfind("//", 0) == 0;) {
    const std::optional<Line> line = parse_line(text);
    if (!line) continue;
    if (line->key == "run") {
      result.runs.push_back(defaults);
      result.runs.back().name = line->value;
      continue;
    }
    Run* run = result.runs.empty() ? &defaults : &result.runs.back();
    try {
      if (!apply(run, *line, &result.problem)) result.problem = "unknown directive: " + text;
    } catch (const std::exception&) {
      result.problem = "not a number: " + text;
    }
  }
  if (result.runs.empty()) result.runs.push_back(defaults);
  return result;
}

}  // namespace driver
