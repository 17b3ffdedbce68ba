#include "episode/medial_path.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <utility>

namespace panet {
namespace {

// An end of the path is at least so far from the other, relative to the farthest cell there is.
constexpr double kFarEnough = 0.85;

constexpr double kUnreached = std::numeric_limits<double>::infinity();

// What a step between two neighbouring cells costs.
using StepCost = double (*)(const MedialGrid&, std::size_t, std::size_t);

double step_length(const MedialGrid& grid, std::size_t from, std::size_t to) {
  const double x = grid.points[from].x - grid.points[to].x;
  const double y = grid.points[from].y - grid.points[to].y;
  return std::sqrt(x * x + y * y);
}

// Steep enough that a way around through the middle is preferred to a short cut along the edge.
double medial_cost(const MedialGrid& grid, std::size_t from, std::size_t to) {
  const double depth = (grid.depths[from] + grid.depths[to]) / 2;
  return step_length(grid, from, to) / (depth * depth);
}

template <typename Visit>
void for_each_neighbour(const MedialGrid& grid, std::size_t cell, Visit visit) {
  const int x = static_cast<int>(cell) % grid.width, y = static_cast<int>(cell) / grid.width;
  for (int v = std::max(y - 1, 0); v <= std::min(y + 1, grid.height - 1); ++v) {
    for (int u = std::max(x - 1, 0); u <= std::min(x + 1, grid.width - 1); ++u) {
      const auto neighbour = grid.cell(v, u);
      if (neighbour != cell && grid.contains(neighbour)) visit(neighbour);
    }
  }
}

struct CheapestPaths {
  std::vector<double> costs;          // of every cell, infinite for cells outside
  std::vector<std::size_t> previous;  // the cell before it on the way
};

// Dijkstra's algorithm.
CheapestPaths cheapest_paths(const MedialGrid& grid, std::size_t start, StepCost cost_of) {
  CheapestPaths paths{.costs = std::vector<double>(grid.depths.size(), kUnreached),
                      .previous = std::vector<std::size_t>(grid.depths.size(), start)};
  using Entry = std::pair<double, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  paths.costs[start] = 0;
  open.emplace(0, start);
  while (!open.empty()) {
    const auto [cost, cell] = open.top();
    open.pop();
    if (cost > paths.costs[cell]) continue;  // reached at less since
    for_each_neighbour(grid, cell, [&, cost = cost, cell = cell](std::size_t neighbour) {
      const double sum = cost + cost_of(grid, cell, neighbour);
      if (sum >= paths.costs[neighbour]) return;
      paths.costs[neighbour] = sum;
      paths.previous[neighbour] = cell;
      open.emplace(sum, neighbour);
    });
  }
  return paths;
}

std::vector<std::size_t> cells_inside(const MedialGrid& grid) {
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < grid.depths.size(); ++i)
    if (grid.contains(i)) cells.push_back(i);
  return cells;
}

// The cells whose way from `start`, within the region, is about as long as any.
std::vector<std::size_t> far_ends(const MedialGrid& grid, const std::vector<std::size_t>& cells,
                                  std::size_t start) {
  const auto lengths = cheapest_paths(grid, start, step_length).costs;
  double longest = 0;
  for (const std::size_t cell : cells) longest = std::max(longest, lengths[cell]);
  std::vector<std::size_t> far;
  for (const std::size_t cell : cells)
    if (lengths[cell] >= kFarEnough * longest) far.push_back(cell);
  return far;
}

}  // namespace

std::vector<std::size_t> medial_path(const MedialGrid& grid,
                                     const std::function<std::size_t(std::size_t)>& choose) {
  const auto cells = cells_inside(grid);
  if (cells.empty()) return {};
  const auto choose_of = [&choose](const auto& list) { return list[choose(list.size())]; };
  const std::size_t end = choose_of(far_ends(grid, cells, choose_of(cells)));
  std::size_t cell = choose_of(far_ends(grid, cells, end));
  const auto previous = cheapest_paths(grid, end, medial_cost).previous;
  std::vector<std::size_t> path = {cell};
  while (cell != end) path.push_back(cell = previous[cell]);
  return path;
}

}  // namespace panet
