# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0

"""A library that a Debian package installed, as a Bazel repository."""

def _system_library_impl(ctx):
    for inside, outside in ctx.attr.files.items():
        if not ctx.path(outside).exists:
            fail("%s is missing: install the Debian package %s (tools/setup installs all of packages.txt)." %
                 (outside, ctx.attr.package))
        ctx.symlink(outside, inside)
    ctx.symlink(ctx.attr.build_file, "BUILD.bazel")

# Links of single folders and archives, not of /usr: the sandbox then shows a target exactly the headers it depends on.
system_library = repository_rule(
    implementation = _system_library_impl,
    attrs = {
        "build_file": attr.label(mandatory = True, allow_single_file = True),
        "files": attr.string_dict(doc = "Path in the repository -> path on the machine.", mandatory = True),
        "package": attr.string(doc = "Debian package that brings the files.", mandatory = True),
    },
    local = True,
)
