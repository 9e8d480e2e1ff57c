# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0

"""The build setting //bazel/cuda:code."""

CudaCodeInfo = provider("What code goes into CUDA objects.", fields = {"value": "ptx, gpu or one architecture: sm_90"})

def _cuda_code_impl(ctx):
    value = ctx.build_setting_value
    if value not in ["ptx", "gpu"] and not value.startswith("sm_"):
        fail("//bazel/cuda:code is %r; it can be ptx, gpu, or an architecture such as sm_90." % value)
    return CudaCodeInfo(value = value)

cuda_code = rule(
    implementation = _cuda_code_impl,
    build_setting = config.string(flag = True),
)
