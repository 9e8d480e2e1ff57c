// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A snippet of a known-bad kernel, as it was printed; snippet_e2e_test.py runs it.
#include "campaign/findings/snippet_of_zoo.inc"
