// base/list.h - intrusive lists: the links live in the elements.
//
// Nothing here allocates or locks; whoever owns the list owns the links of what is on
// it. An element can be on one list per link field.
// Layer: base.
#pragma once
#include "base/types.h"

namespace rt {

// ListStack is last in, first out, through one link.
template <class T, T* T::*link>
struct ListStack {
  T* head = nullptr;

  bool empty() const { return head == nullptr; }
  void push(T* e) {
    e->*link = head;
    head = e;
  }
  T* pop() {
    T* e = head;
    if (e != nullptr) {
      head = e->*link;
      e->*link = nullptr;
    }
    return e;
  }
};

// ListQueue is first in, first out, through one link. It knows its length.
template <class T, T* T::*link>
struct ListQueue {
  T* head = nullptr;
  T* tail = nullptr;
  usize size = 0;

  bool empty() const { return head == nullptr; }
  void push_back(T* e) {
    e->*link = nullptr;
    if (tail != nullptr) tail->*link = e;
    else head = e;
    tail = e;
    size++;
  }
  void push_front(T* e) {
    e->*link = head;
    head = e;
    if (tail == nullptr) tail = e;
    size++;
  }
  // append takes all elements of other, in order, and leaves it empty.
  void append(ListQueue& other) {
    if (other.empty()) return;
    if (tail != nullptr) tail->*link = other.head;
    else head = other.head;
    tail = other.tail;
    size += other.size;
    other = ListQueue{};
  }
  T* pop_front() {
    T* e = head;
    if (e == nullptr) return nullptr;
    head = e->*link;
    if (head == nullptr) tail = nullptr;
    e->*link = nullptr;
    size--;
    return e;
  }
};

// ListDouble is doubly linked: any element can leave in constant time.
template <class T, T* T::*next, T* T::*prev>
struct ListDouble {
  T* head = nullptr;
  T* tail = nullptr;

  bool empty() const { return head == nullptr; }
  void push_back(T* e) {
    e->*next = nullptr;
    e->*prev = tail;
    if (tail != nullptr) tail->*next = e;
    else head = e;
    tail = e;
  }
  void push_front(T* e) {
    e->*prev = nullptr;
    e->*next = head;
    if (head != nullptr) head->*prev = e;
    else tail = e;
    head = e;
  }
  // remove takes e out; e is on this list.
  void remove(T* e) {
    if (e->*prev != nullptr) e->*prev->*next = e->*next;
    else head = e->*next;
    if (e->*next != nullptr) e->*next->*prev = e->*prev;
    else tail = e->*prev;
    e->*next = nullptr;
    e->*prev = nullptr;
  }
  T* pop_front() {
    T* e = head;
    if (e != nullptr) remove(e);
    return e;
  }
};

}  // namespace rt
