// rt0/rt0.h - everything that a program can use.
//
// Layer: rt0.
#pragma once
#include <rt0/go.h>
#include <rt0/chan.h>
#include <rt0/select.h>
#include <rt0/sync.h>
#include <rt0/time.h>
#include <rt0/panic.h>
#include <rt0/fmt.h>
#include <rt0/io.h>
#include <rt0/os.h>
#include <rt0/net.h>
#include <rt0/mem.h>
#include <rt0/bytes.h>
