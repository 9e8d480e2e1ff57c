# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0

"""The production kernels' names, for BUILD files: kernel_table.inc and align_table.inc (//fuzz:kernel_registry_test)."""

TOPK_KERNELS = [
    "grouped_topk_sigmoid",
    "grouped_topk_softmax",
    "topk_sigmoid",
    "topk_softmax",
    "topk_softplus_sqrt",
    "topk_then_softmax",
]

ALIGN_KERNELS = ["align_experts"]
