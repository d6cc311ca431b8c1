#pragma once

// SIMD128's instructions, where Swift's vectors would go lane by lane.

typedef float float4 __attribute__((ext_vector_type(4)));
typedef double double2 __attribute__((ext_vector_type(2)));
typedef int int4 __attribute__((ext_vector_type(4)));
typedef long long long2 __attribute__((ext_vector_type(2)));
typedef float vector4 __attribute__((vector_size(16)));
typedef double vector2 __attribute__((vector_size(16)));

#define LANES __attribute__((always_inline, const)) static inline

#ifdef __wasm_relaxed_simd__
/// a · b + c, rounded once where the machine can.
LANES float4 lanes_product4(float4 a, float4 b, float4 c) {
  return (float4)__builtin_wasm_relaxed_madd_f32x4((vector4)a, (vector4)b, (vector4)c);
}
LANES double2 lanes_product2(double2 a, double2 b, double2 c) {
  return (double2)__builtin_wasm_relaxed_madd_f64x2((vector2)a, (vector2)b, (vector2)c);
}
#else
LANES float4 lanes_product4(float4 a, float4 b, float4 c) { return a * b + c; }
LANES double2 lanes_product2(double2 a, double2 b, double2 c) { return a * b + c; }
#endif

/// The first or the last two floats.
LANES double2 lanes_first2(float4 a) {
  return __builtin_convertvector(__builtin_shufflevector(a, a, 0, 1), double2);
}
LANES double2 lanes_last2(float4 a) {
  return __builtin_convertvector(__builtin_shufflevector(a, a, 2, 3), double2);
}

LANES float4 lanes_sum4(float4 a, float4 b) { return a + b; }
LANES double2 lanes_sum2(double2 a, double2 b) { return a + b; }
LANES float4 lanes_difference4(float4 a, float4 b) { return a - b; }
LANES double2 lanes_difference2(double2 a, double2 b) { return a - b; }
LANES float4 lanes_times4(float4 a, float4 b) { return a * b; }
LANES double2 lanes_times2(double2 a, double2 b) { return a * b; }
LANES float4 lanes_quotient4(float4 a, float4 b) { return a / b; }
LANES float4 lanes_root4(float4 a) { return (float4)__builtin_wasm_sqrt_f32x4((vector4)a); }

// Comparisons give all ones or all zeros.
LANES float4 lanes_less4(float4 a, float4 b) { return (float4)(a < b); }
LANES float4 lanes_lessOrEqual4(float4 a, float4 b) { return (float4)(a <= b); }
LANES float4 lanes_equal4(float4 a, float4 b) { return (float4)(a == b); }
LANES double2 lanes_less2(double2 a, double2 b) { return (double2)(a < b); }
LANES double2 lanes_equal2(double2 a, double2 b) { return (double2)(a == b); }

/// b where the mask is all ones, else a.
LANES float4 lanes_choice4(float4 a, float4 b, float4 mask) {
  return (float4)(((int4)b & (int4)mask) | ((int4)a & ~(int4)mask));
}
LANES double2 lanes_choice2(double2 a, double2 b, double2 mask) {
  return (double2)(((long2)b & (long2)mask) | ((long2)a & ~(long2)mask));
}
