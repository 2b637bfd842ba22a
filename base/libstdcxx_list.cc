// base/libstdcxx_list.cc - the links of std::list.
//
// A list is a ring through a node that belongs to the list itself.
// Layer: base.
#include <list>

namespace std::__detail {

void _List_node_base::_M_hook(_List_node_base* const position) noexcept {
  _M_next = position;
  _M_prev = position->_M_prev;
  position->_M_prev->_M_next = this;
  position->_M_prev = this;
}

void _List_node_base::_M_unhook() noexcept {
  _M_prev->_M_next = _M_next;
  _M_next->_M_prev = _M_prev;
}

// Moves [first, last), from any list, before this.
void _List_node_base::_M_transfer(_List_node_base* const first, _List_node_base* const last) noexcept {
  if (this == last) return;
  _List_node_base* const tail = last->_M_prev;
  first->_M_prev->_M_next = last;
  last->_M_prev = first->_M_prev;
  _M_prev->_M_next = first;
  first->_M_prev = _M_prev;
  tail->_M_next = this;
  _M_prev = tail;
}

void _List_node_base::_M_reverse() noexcept {
  _List_node_base* node = this;
  do {
    std::swap(node->_M_next, node->_M_prev);
    node = node->_M_prev;  // what was next
  } while (node != this);
}

// Exchanges two rings' heads; an empty ring points at its own head.
void _List_node_base::swap(_List_node_base& x, _List_node_base& y) noexcept {
  std::swap(x._M_next, y._M_next);
  std::swap(x._M_prev, y._M_prev);
  const auto adopt = [](_List_node_base& head, _List_node_base& former) {
    if (head._M_next == &former) {
      head._M_next = head._M_prev = &head;
    } else {
      head._M_next->_M_prev = &head;
      head._M_prev->_M_next = &head;
    }
  };
  adopt(x, y);
  adopt(y, x);
}

}  // namespace std::__detail
