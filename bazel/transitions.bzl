# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0

"""Transitions between the compiler flags of sanitized and plain code."""

# Bazel names an output folder by the options that transitions touched and by their values. So two ways into one
# configuration share a folder only if they touched the same options, and what touches no option shares its folder with
# the other value of that option.
_SUFFIX = "//command_line_option:platform_suffix"
_FLAGS = [
    "//command_line_option:copt",
    "//command_line_option:linkopt",
    _SUFFIX,
]

# Touched, though never changed, for CUDA objects only: with and without machine code they keep apart, while C++
# objects, which are the same for both runtimes, are compiled once.
_CODE = "//bazel/cuda:code"

def _flags(settings, copt, linkopt):
    # Objects of --config=asan's own folder that no flag of that configuration reaches are those of the default one.
    suffix = "" if settings[_SUFFIX] == "asan" else settings[_SUFFIX]
    return dict(zip(_FLAGS, [copt, linkopt, suffix]))

def _plain_impl(settings, _attr):
    result = _flags(settings, [], [])
    result[_CODE] = settings[_CODE]
    return result

# For objects that no host compiler flag may change, whoever asks for them: nvcc runs once, not once a configuration.
plain_transition = transition(
    implementation = _plain_impl,
    inputs = [_CODE, _SUFFIX],
    outputs = _FLAGS + [_CODE],
)

def _ptx_impl(_settings, _attr):
    return {_CODE: "ptx"}

# For CUDA objects that only the emulator runs. The objects themselves are those of any other way to PTX, since their
# own transition touches the same options.
ptx_transition = transition(implementation = _ptx_impl, inputs = [], outputs = [_CODE])

_SANITIZERS = [
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=undefined",
    "-fno-omit-frame-pointer",
    "-gline-tables-only",
    "-UNDEBUG",
    "-U_FORTIFY_SOURCE",
]

def _sanitized_impl(settings, attr):
    coverage = [] if attr.instrument == "kernel" else ["-fsanitize=fuzzer-no-link"]
    if attr.instrument == "interpreter":
        coverage = coverage + [INTERPRETER_COPT]
    return _flags(settings, _SANITIZERS + coverage, [
        "-fsanitize=address,undefined",
        "-fsanitize-link-c++-runtime",
        "-static-libgcc",
    ])

# Defines nothing that code asks for: //bazel/fuzz:instrumented_interpreter tells //emulator/exec by it to leave the
# sanitizers on, which it switches off for speed otherwise.
INTERPRETER_COPT = "-DGATEFUZZ_INSTRUMENTED_INTERPRETER"

# For a rule with an attribute `instrument`: "all"; "interpreter": all, and the emulator's interpreter too; or "kernel"
# for no coverage of C++ code.
sanitized_transition = transition(implementation = _sanitized_impl, inputs = [_SUFFIX], outputs = _FLAGS)

INSTRUMENT_MODES = ["all", "interpreter", "kernel"]

ALLOW_TRANSITIONS = attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist")
