# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0

"""bundle: tests and programs, with all that they need to run, as one archive for machines without Bazel."""

def _entry(name, kind, program, **more):
    return dict(more, kind = kind, name = name, program = program)

def _bundle_impl(ctx):
    entries = []
    files = []  # Depsets of what stands below files/ in the archive.
    programs = {}
    for target in ctx.attr.gtests + ctx.attr.scripts + ctx.attr.programs:
        info = target[DefaultInfo]
        programs[str(target.label)] = info.files_to_run.executable.short_path
        files.append(depset([info.files_to_run.executable], transitive = [info.default_runfiles.files]))
    for kind, targets in [("gtest", ctx.attr.gtests), ("command", ctx.attr.scripts)]:
        for target in targets:
            name = "%s:%s" % (target.label.package, target.label.name)
            more = {"timeout": int(ctx.attr.timeouts[name])} if name in ctx.attr.timeouts else {}
            entries.append(_entry(name, kind, programs[str(target.label)], **more))
    for name, line in ctx.attr.commands.items():
        words = line.split(" ")
        entries.append(_entry(
            name,
            "command",
            words[0],
            args = words[1:],
            expected_codes = [int(ctx.attr.expected_codes.get(name, "0"))],
            save = name + ".json",
            timeout = int(ctx.attr.timeouts.get(name, "600")),
            **({"zero": ctx.attr.zeros[name]} if name in ctx.attr.zeros else {})
        ))

    manifest = ctx.actions.declare_file(ctx.label.name + ".manifest.json")
    all_files = depset(transitive = files)
    lines = ctx.actions.args()
    lines.set_param_file_format("multiline")
    lines.use_param_file("--files=%s", use_always = True)
    lines.add_all(all_files, map_each = _path_and_place)
    ctx.actions.write(manifest, struct(build = ctx.attr.build, tests = entries).to_json())
    archive = ctx.actions.declare_file(ctx.label.name + ".tar.xz")
    own = ctx.actions.args()
    own.add("--output", archive)
    own.add("--manifest", manifest)
    own.add("--folder", ctx.label.name)
    own.add_all(ctx.files.runner, before_each = "--runner")
    own.add_all(ctx.files.libraries, before_each = "--library")
    ctx.actions.run(
        arguments = [own, lines],
        env = {"PATH": "/usr/bin:/bin"},
        executable = ctx.executable._pack,
        inputs = depset([manifest] + ctx.files.runner + ctx.files.libraries, transitive = [all_files]),
        mnemonic = "Bundle",
        outputs = [archive],
        progress_message = "Packing %s" % ctx.label,
    )
    return [DefaultInfo(files = depset([archive]))]

def _path_and_place(file):
    # Objects of CUDA libraries are the libraries' runfiles; programs have them linked in.
    return None if "/_objs/" in file.short_path else "%s\t%s" % (file.path, file.short_path)

bundle = rule(
    implementation = _bundle_impl,
    attrs = {
        "build": attr.string(doc = "How the bundle is built, for the record."),
        "commands": attr.string_dict(doc = "Name -> program (its path below the workspace) and arguments, as a test."),
        "expected_codes": attr.string_dict(doc = "Name of a command -> the exit code that it has when all is well."),
        "gtests": attr.label_list(doc = "GoogleTest programs: each case is a result."),
        "libraries": attr.label_list(allow_files = True, doc = "Shared libraries that programs need."),
        "programs": attr.label_list(doc = "What is in the archive without being a test."),
        "runner": attr.label_list(allow_files = True),
        "scripts": attr.label_list(doc = "Tests that say by their exit code whether they passed."),
        "timeouts": attr.string_dict(doc = "Name of a test or command -> seconds."),
        "zeros": attr.string_dict(doc = "Name of a command -> the member of its JSON that is 0 when all is well."),
        "_pack": attr.label(cfg = "exec", default = "//bundle:pack", executable = True),
    },
)
