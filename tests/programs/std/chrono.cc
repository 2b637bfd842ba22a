// tests/programs/std/chrono.cc - <chrono>: durations, clocks that advance, the calendar.
#include <chrono>

#include "../check.h"

using namespace std::chrono;
using namespace std::chrono_literals;

static void durations() {
  CHECK(90min == 1h + 30min && 1500ms == 1.5s && 1us == 1000ns);
  CHECK(duration_cast<seconds>(2999ms) == 2s && floor<seconds>(-1ms) == -1s && ceil<seconds>(1ms) == 1s);
  CHECK(round<seconds>(1500ms) == 2s && abs(-3s) == 3s);
  CHECK((7s % 4s) == 3s && 10s / 3s == 3);
  hh_mm_ss time(3h + 25min + 45s + 678ms);
  CHECK(time.hours() == 3h && time.minutes() == 25min && time.seconds() == 45s && time.subseconds() == 678ms);
}

static void clocks() {
  const auto start = steady_clock::now();
  auto later = steady_clock::now();
  while (later == start) later = steady_clock::now();
  CHECK(later > start && later - start < 10s);
  auto last = later;
  for (int i = 0; i < 1000; i++) {
    const auto now = steady_clock::now();
    CHECK(now >= last);
    last = now;
  }
  const auto wall = system_clock::now();
  CHECK(wall > sys_days(2020y / January / 1) && wall < sys_days(2200y / January / 1));
  CHECK(high_resolution_clock::now().time_since_epoch().count() > 0);
  CHECK(system_clock::to_time_t(sys_days(2001y / September / 9) + 1h + 46min + 40s) == 1'000'000'000);
}

static void calendar() {
  constexpr year_month_day day = 2024y / February / 29;
  static_assert(day.ok() && !(2023y / February / 29).ok());
  CHECK(weekday(sys_days(day)) == Thursday);
  CHECK(sys_days(2024y / March / 1) - sys_days(day) == days(1));
  CHECK(year_month_day(sys_days(day) + days(366)) == 2025y / March / 1);
  CHECK((2024y / February / last).day() == 29d);
  CHECK(sys_days(2024y / May / Monday[2]) == sys_days(2024y / May / 13));
  CHECK(day + years(4) == 2028y / February / 29);
  // Every day of 400 years, counted.
  int leap_days = 0;
  for (year y = 2000y; y < 2400y; y++) leap_days += y.is_leap();
  CHECK(leap_days == 97);
  CHECK((sys_days(2400y / January / 1) - sys_days(2000y / January / 1)).count() == 400 * 365 + 97);
}

int main() {
  durations();
  clocks();
  calendar();
  return check_done("chrono");
}
