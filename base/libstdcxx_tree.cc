// base/libstdcxx_tree.cc - the red-black tree steps under std::map and std::set.
//
// The header node stands for "past the end": its parent is the root, its left and right are the
// first and last node. Every path from the root to a leaf has as many black nodes, and a
// red node has no red child. Null leaves count as black.
// Algorithm: Cormen et al., Introduction to Algorithms, chapter 13; the interface is
// bits/stl_tree.h's.
// Layer: base.
#include <bits/stl_tree.h>

namespace {

using Node = std::_Rb_tree_node_base;
constexpr auto kRed = std::_S_red;
constexpr auto kBlack = std::_S_black;

bool is_black(const Node* x) { return x == nullptr || x->_M_color == kBlack; }

// The field of the tree that points at x: the header's parent for the root.
Node*& link_to(Node* x, Node& header) {
  if (x == header._M_parent) return header._M_parent;
  return x == x->_M_parent->_M_left ? x->_M_parent->_M_left : x->_M_parent->_M_right;
}

using Side = Node* Node::*;
constexpr Side kLeft = &Node::_M_left;
constexpr Side kRight = &Node::_M_right;

constexpr Side opposite(Side side) { return side == kLeft ? kRight : kLeft; }

// rotate moves x down to `side`; its child on the other side takes its place.
void rotate(Node* x, Side side, Node& header) {
  const Side other = opposite(side);
  Node* y = x->*other;
  x->*other = y->*side;
  if (y->*side != nullptr) (y->*side)->_M_parent = x;
  link_to(x, header) = y;
  y->_M_parent = x->_M_parent;
  y->*side = x;
  x->_M_parent = y;
}

Node* next_of(Node* x) {
  if (x->_M_right != nullptr) return Node::_S_minimum(x->_M_right);
  Node* up = x->_M_parent;
  while (x == up->_M_right) {
    x = up;
    up = up->_M_parent;
  }
  // With a root that is the last node, x is by now the header and up the root.
  return x->_M_right != up ? up : x;
}

Node* previous_of(Node* x) {
  if (x->_M_color == kRed && x->_M_parent->_M_parent == x)
    return x->_M_right;  // the header: step to the last
  if (x->_M_left != nullptr) return Node::_S_maximum(x->_M_left);
  Node* up = x->_M_parent;
  while (x == up->_M_left) {
    x = up;
    up = up->_M_parent;
  }
  return up;
}

// Takes z, which has at most one child, or whose successor y has, out of the tree's shape.
// Afterwards x (perhaps null) sits under x_parent where a node of color `removed` is missing.
struct Hole {
  Node* x;
  Node* x_parent;
  std::_Rb_tree_color removed;
};

Hole unlink_simple(Node* z, Node& header) {
  Node* x = z->_M_left != nullptr ? z->_M_left : z->_M_right;
  if (x != nullptr) x->_M_parent = z->_M_parent;
  const bool first = header._M_left == z;
  const bool last = header._M_right == z;
  link_to(z, header) = x;
  if (first) header._M_left = x != nullptr ? Node::_S_minimum(x) : z->_M_parent;
  if (last) header._M_right = x != nullptr ? Node::_S_maximum(x) : z->_M_parent;
  return {x, z->_M_parent, z->_M_color};
}

// z has two children: its successor y takes its place and color. y has no left child.
Hole unlink_by_successor(Node* z, Node& header) {
  Node* y = Node::_S_minimum(z->_M_right);
  Node* x = y->_M_right;
  Node* x_parent = y;
  if (y != z->_M_right) {
    x_parent = y->_M_parent;
    if (x != nullptr) x->_M_parent = x_parent;
    x_parent->_M_left = x;
    y->_M_right = z->_M_right;
    z->_M_right->_M_parent = y;
  }
  y->_M_left = z->_M_left;
  z->_M_left->_M_parent = y;
  link_to(z, header) = y;
  y->_M_parent = z->_M_parent;
  const auto removed = y->_M_color;
  y->_M_color = z->_M_color;
  return {x, x_parent, removed};
}

// One step of repairing a path that is one black node short at `side` of parent. Returns
// whether the tree is right again; if not, the hole moved up to parent.
bool repair(Node* parent, Side side, Node& header) {
  const Side far = opposite(side);
  Node* sibling = parent->*far;
  if (sibling->_M_color == kRed) {
    sibling->_M_color = kBlack;
    parent->_M_color = kRed;
    rotate(parent, side, header);
    sibling = parent->*far;
  }
  if (is_black(sibling->_M_left) && is_black(sibling->_M_right)) {
    sibling->_M_color = kRed;
    return false;
  }
  if (is_black(sibling->*far)) {
    (sibling->*side)->_M_color = kBlack;
    sibling->_M_color = kRed;
    rotate(sibling, far, header);
    sibling = parent->*far;
  }
  sibling->_M_color = parent->_M_color;
  parent->_M_color = kBlack;
  (sibling->*far)->_M_color = kBlack;
  rotate(parent, side, header);
  return true;
}

}  // namespace

namespace std {

_Rb_tree_node_base* _Rb_tree_increment(_Rb_tree_node_base* x) noexcept { return next_of(x); }
const _Rb_tree_node_base* _Rb_tree_increment(const _Rb_tree_node_base* x) noexcept {
  return next_of(const_cast<Node*>(x));
}
_Rb_tree_node_base* _Rb_tree_decrement(_Rb_tree_node_base* x) noexcept { return previous_of(x); }
const _Rb_tree_node_base* _Rb_tree_decrement(const _Rb_tree_node_base* x) noexcept {
  return previous_of(const_cast<Node*>(x));
}

void _Rb_tree_insert_and_rebalance(const bool insert_left, Node* x, Node* parent, Node& header) noexcept {
  x->_M_parent = parent;
  x->_M_left = nullptr;
  x->_M_right = nullptr;
  x->_M_color = kRed;
  if (insert_left) {
    parent->_M_left = x;  // also makes the header's left point at the first node of an empty tree
    if (parent == &header) {
      header._M_parent = x;
      header._M_right = x;
    } else if (parent == header._M_left) {
      header._M_left = x;
    }
  } else {
    parent->_M_right = x;
    if (parent == header._M_right) header._M_right = x;
  }
  while (x != header._M_parent && x->_M_parent->_M_color == kRed) {
    Node* up = x->_M_parent;
    Node* top = up->_M_parent;
    const Side side = up == top->_M_left ? kLeft : kRight;
    const Side far = opposite(side);
    if (Node* uncle = top->*far; !is_black(uncle)) {
      up->_M_color = kBlack;
      uncle->_M_color = kBlack;
      top->_M_color = kRed;
      x = top;
      continue;
    }
    if (x == up->*far) {
      x = up;
      rotate(x, side, header);
      up = x->_M_parent;
    }
    up->_M_color = kBlack;
    top->_M_color = kRed;
    rotate(top, far, header);
  }
  header._M_parent->_M_color = kBlack;
}

_Rb_tree_node_base* _Rb_tree_rebalance_for_erase(Node* const z, Node& header) noexcept {
  Hole hole = z->_M_left != nullptr && z->_M_right != nullptr ? unlink_by_successor(z, header)
                                                              : unlink_simple(z, header);
  if (hole.removed == kRed) return z;
  while (hole.x != header._M_parent && is_black(hole.x)) {
    Node* parent = hole.x_parent;
    if (repair(parent, hole.x == parent->_M_left ? kLeft : kRight, header)) break;
    hole.x = parent;
    hole.x_parent = parent->_M_parent;
  }
  if (hole.x != nullptr) hole.x->_M_color = kBlack;
  return z;
}

}  // namespace std
