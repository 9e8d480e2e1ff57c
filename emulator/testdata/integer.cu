// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Integer arithmetic and bit manipulation: every form that nvcc makes from C++ operators and the integer intrinsics.

#include <cstdint>

template <class T>
__device__ long long Operators(T a, T b) {
  long long sum = a / b + a % b + a * b + (a << 3) + (a >> 2) + (a & b) + (a | b) + (a ^ b) + (~a) + -a;
  sum += (a < b ? a : b) + (a > b ? a : b) + (a == b) + (a != b) + (a <= b) + (a >= b);
  return sum;
}

__global__ void AllOperators(long long* out, const int8_t* s8, const uint8_t* u8, const int16_t* s16,
                             const uint16_t* u16, const int32_t* s32, const uint32_t* u32, const long long* s64,
                             const unsigned long long* u64) {
  out[0] = Operators(s8[0], s8[1]) + Operators(u8[0], u8[1]) + Operators(s16[0], s16[1]) + Operators(u16[0], u16[1]);
  out[1] = Operators(s32[0], s32[1]) + Operators(u32[0], u32[1]);
  out[2] = Operators(s64[0], s64[1]) + static_cast<long long>(Operators(u64[0], u64[1]));
}

__global__ void Bits(long long* out, int a, int b, int c, const long long* wide) {
  long long sum = __popc(a) + __popcll(wide[0]) + __clz(a) + __clzll(wide[0]) + __ffs(a) + __ffsll(wide[1]);
  sum += __brev(a) + static_cast<long long>(__brevll(wide[1])) + __byte_perm(a, b, c);
  sum += __funnelshift_l(a, b, c) + __funnelshift_r(a, b, c) + __funnelshift_lc(a, b, c) + __funnelshift_rc(a, b, c);
  sum += (a >> 5 & 0x7f) + ((a & ~0xff0) | (b & 0xff) << 4) + ((a & b) ^ c);
  out[0] = sum;
}

__global__ void Arithmetic(long long* out, int a, int b, int c, const long long* wide) {
  long long sum = __mulhi(a, b) + __umulhi(a, b) + __mul64hi(wide[0], wide[1]);
  sum += static_cast<long long>(__umul64hi(wide[0], wide[1])) + __mul24(a, b) + __umul24(a, b);
  sum += __sad(a, b, c) + __usad(a, b, c) + __hadd(a, b) + __rhadd(a, b) + __uhadd(a, b) + __urhadd(a, b);
  sum += __dp4a(a, b, c) + __dp4a(static_cast<unsigned>(a), static_cast<unsigned>(b), static_cast<unsigned>(c));
  sum += __dp2a_lo(a, b, c) + __dp2a_hi(a, b, c) + abs(a) + llabs(wide[0]) + min(a, b) + max(wide[0], wide[1]);
  sum += static_cast<long long>(a) * b +
         static_cast<long long>(static_cast<unsigned long long>(static_cast<unsigned>(a)) * b);
  out[0] = sum;
}

// Inline PTX: the carry chain, and what no intrinsic reaches.
__global__ void InlinePtx(unsigned* out, unsigned a, unsigned b, unsigned c, unsigned d) {
  unsigned low, high, field;
  asm("add.cc.u32 %0, %2, %4;\n\taddc.u32 %1, %3, %5;" : "=r"(low), "=r"(high) : "r"(a), "r"(b), "r"(c), "r"(d));
  out[0] = low + high;
  asm("sub.cc.u32 %0, %2, %4;\n\tsubc.cc.u32 %1, %3, %5;" : "=r"(low), "=r"(high) : "r"(a), "r"(b), "r"(c), "r"(d));
  out[1] = low + high;
  asm("mad.lo.cc.u32 %0, %2, %3, %4;\n\tmadc.hi.u32 %1, %2, %3, %5;"
      : "=r"(low), "=r"(high)
      : "r"(a), "r"(b), "r"(c), "r"(d));
  out[2] = low + high;
  asm("bfe.u32 %0, %1, %2, %3;" : "=r"(field) : "r"(a), "r"(b), "r"(c));
  out[3] = field;
  asm("bfi.b32 %0, %1, %2, %3, %4;" : "=r"(field) : "r"(a), "r"(b), "r"(c), "r"(d));
  out[4] = field;
  asm("bfind.shiftamt.s32 %0, %1;" : "=r"(field) : "r"(a));
  out[5] = field;
  asm("prmt.b32.rc16 %0, %1, %2, %3;" : "=r"(field) : "r"(a), "r"(b), "r"(c));
  out[6] = field;
  asm("szext.wrap.s32 %0, %1, %2;" : "=r"(field) : "r"(a), "r"(b));
  out[7] = field;
  asm("bmsk.clamp.b32 %0, %1, %2;" : "=r"(field) : "r"(a), "r"(b));
  out[8] = field;
  asm("{\n\t.reg .pred p, q;\n\tsetp.gt.u32 q, %2, 7;\n\tsetp.lt.and.s32 p|q, %1, %2, q;\n\tselp.u32 %0, 3, 4, q;\n\t}"
      : "=r"(field)
      : "r"(a), "r"(b));
  out[9] = field;
}
