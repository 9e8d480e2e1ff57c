"""Transitions between the compiler flags of sanitized and plain code."""

_SUFFIX = "//command_line_option:platform_suffix"

# Every transition sets all of these. Bazel names an output folder by the options that transitions touched and by their values, so
# two ways into the same configuration share one folder only if both touched the same options.
_OPTIONS = [
    "//command_line_option:copt",
    "//command_line_option:linkopt",
    _SUFFIX,
]

def _setting(settings, copt, linkopt):
    # Objects of --config=asan's own folder that no flag of that configuration reaches are those of the default one.
    suffix = "" if settings[_SUFFIX] == "asan" else settings[_SUFFIX]
    return dict(zip(_OPTIONS, [copt, linkopt, suffix]))

def _plain_impl(settings, _attr):
    return _setting(settings, [], [])

# For objects that no host compiler flag may change, whoever asks for them: nvcc runs once, not once a configuration.
plain_transition = transition(implementation = _plain_impl, inputs = [_SUFFIX], outputs = _OPTIONS)

_SANITIZERS = [
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=undefined",
    "-fno-omit-frame-pointer",
    "-gline-tables-only",
    "-UNDEBUG",
    "-U_FORTIFY_SOURCE",
]

def _sanitized_impl(settings, attr):
    coverage = ["-fsanitize=fuzzer-no-link"] if attr.instrument == "all" else []
    return _setting(settings, _SANITIZERS + coverage, [
        "-fsanitize=address,undefined",
        "-fsanitize-link-c++-runtime",
        "-static-libgcc",
    ])

# For a rule with an attribute `instrument`: "all", or "kernel" for no coverage of C++ code.
sanitized_transition = transition(implementation = _sanitized_impl, inputs = [_SUFFIX], outputs = _OPTIONS)

INSTRUMENT_MODES = ["all", "kernel"]

ALLOW_TRANSITIONS = attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist")
