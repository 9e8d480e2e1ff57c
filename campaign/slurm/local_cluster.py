# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""A Slurm cluster on this one machine, for tests: munged, slurmctld, and a slurmd for each node.

It needs root, and the packages slurm-wlm and munge. Its key, socket, configuration, state and logs are in a folder of
its own and its ports are free ones, so it meets no other cluster and no second one of its kind.
"""

import glob
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

CONFIGURATION = """\
ClusterName=local
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# A job that is requeued starts again after cred_expire.
AuthInfo=socket={folder}/munge.socket,cred_expire=5
CredType=cred/munge
SlurmctldPort={controller_port}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmdLogFile={folder}/slurmd-%n.log
SlurmdSpoolDir={folder}/spool-%n
StateSaveLocation={folder}/state
MpiDefault=none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,defer_batch
# A node that is silent for so long is down.
SlurmdTimeout=6
MessageTimeout=5
KillWait=20
MinJobAge=3600
ReturnToService=2
SlurmdParameters=config_overrides
"""


def free_ports(count):
    """Ports that nobody listened on a moment ago."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def processes():
    """What /proc knows of every process: {pid: (parent's pid, environment)}."""
    found = {}
    for path in glob.glob("/proc/[0-9]*"):
        try:
            with open(path + "/stat", "rb") as file:
                parent = int(file.read().rsplit(b")", 1)[1].split()[1])
            with open(path + "/environ", "rb") as file:
                found[int(path[6:])] = (parent, file.read().split(b"\0"))
        except (OSError, ValueError, IndexError):
            pass  # It ended meanwhile.
    return found


class LocalCluster:
    """A context: the cluster runs inside the `with` block, and nothing of it runs or stays on disk after that."""

    def __init__(self, nodes, cpus=1):
        self.nodes = ["node%d" % (i + 1) for i in range(nodes)]
        self.cpus = cpus
        self.folder = None
        self.daemons = {}

    def __enter__(self):
        # The path of a socket is at most 107 bytes long, so not below TEST_TMPDIR.
        self.folder = tempfile.mkdtemp(prefix="gatefuzz-slurm-", dir="/tmp")
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def variables(self):
        """The environment by which Slurm's programs find the cluster."""
        return {"SLURM_CONF": self.folder + "/slurm.conf"}

    def run(self, *command):
        """One of Slurm's programs; returns what it printed."""
        done = subprocess.run(
            command,
            env=dict(os.environ, **self.variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
            timeout=30,
        )
        if done.returncode != 0:
            raise RuntimeError("%s: exit code %d: %s" % (" ".join(command), done.returncode, done.stdout))
        return done.stdout

    def job(self, job_id):
        """The fields of `scontrol show job`, by name; of an array's task where the id is ARRAY_TASK."""
        return dict(re.findall(r"(\w+)=(\S*)", self.run("scontrol", "show", "job", str(job_id))))

    def wait(self, what, condition, seconds):
        """Until the condition holds."""
        deadline = time.time() + seconds
        while not condition():
            if time.time() > deadline:
                raise TimeoutError("not within %d s: %s\n%s" % (seconds, what, self.state()))
            time.sleep(0.2)

    def state(self):
        """All that one wants to read when something went wrong."""
        parts = []
        for command in (["sinfo", "--Node", "--long"], ["scontrol", "show", "job"]):
            try:
                parts.append(self.run(*command))
            except (OSError, RuntimeError, subprocess.SubprocessError) as error:
                parts.append(str(error))
        for path in sorted(glob.glob(self.folder + "/*.log")):
            with open(path, errors="replace") as log:
                parts.append("== %s\n%s" % (os.path.basename(path), "".join(log.readlines()[-30:])))
        return "\n".join(parts)

    def lose(self, node):
        """As when a node's power fails: its daemon and all of its jobs' processes die at once."""
        name = b"SLURMD_NODENAME=" + node.encode()
        daemon = self.daemons.pop(node)
        daemon.kill()
        daemon.wait()
        known = processes()
        doomed = {pid for pid, (_, environment) in known.items() if name in environment and self._ours(environment)}
        # The step's own daemon has no such variable; it is the parent of what has.
        doomed |= {known[pid][0] for pid in doomed if known[pid][0] in known} - {1, os.getpid()}
        if not doomed:
            raise AssertionError("nothing ran on " + node)
        for pid in doomed:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def stop(self):
        """Ends every process of the cluster, however far it came."""
        for daemon in self.daemons.values():
            daemon.kill()
            daemon.wait()
        self.daemons = {}
        for pid, (_, environment) in processes().items():
            if self._ours(environment):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        shutil.rmtree(self.folder, ignore_errors=True)

    def _ours(self, environment):
        return b"SLURM_CONF=" + self.folder.encode() + b"/slurm.conf" in environment

    def _start(self):
        os.chmod(self.folder, 0o755)
        os.mkdir(self.folder + "/state")
        with open(self.folder + "/munge.key", "wb") as key:
            os.fchmod(key.fileno(), 0o600)
            key.write(os.urandom(128))
        host = socket.gethostname().split(".")[0]
        ports = free_ports(1 + len(self.nodes))
        with open(self.folder + "/slurm.conf", "w") as file:
            file.write(CONFIGURATION.format(folder=self.folder, host=host, controller_port=ports[0]))
            for node, port in zip(self.nodes, ports[1:]):
                file.write(
                    "NodeName=%s NodeHostname=%s NodeAddr=127.0.0.1 Port=%d CPUs=%d State=UNKNOWN\n"
                    % (node, host, port, self.cpus)
                )
            file.write("PartitionName=batch Nodes=ALL Default=YES MaxTime=INFINITE State=UP\n")
        with open(self.folder + "/cgroup.conf", "w") as file:
            file.write("CgroupPlugin=cgroup/v1\n")
        files = ("key-file", "socket", "pid-file", "seed-file")
        options = ["--%s=%s/munge.%s" % (name, self.folder, name.split("-")[0]) for name in files]
        self._daemon("munged", "/usr/sbin/munged", "--foreground", "--force", *options)
        self.wait("munged listens", lambda: os.path.exists(self.folder + "/munge.socket"), 10)
        self._daemon("slurmctld", "/usr/sbin/slurmctld", "-D", "-c")
        for node in self.nodes:
            self._daemon(node, "/usr/sbin/slurmd", "-D", "-N", node)
        self.wait("all nodes idle", self._all_idle, 30)

    def _daemon(self, name, *command):
        with open("%s/%s-output.log" % (self.folder, name), "w") as log:
            self.daemons[name] = subprocess.Popen(
                command, env=dict(os.environ, **self.variables), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder
            )

    def _all_idle(self):
        for name, daemon in self.daemons.items():
            if daemon.poll() is not None:
                raise AssertionError("%s ended at once\n%s" % (name, self.state()))
        try:
            states = self.run("sinfo", "--Node", "--noheader", "--format=%T").split()
        except RuntimeError:
            return False  # The controller does not listen yet.
        return states == ["idle"] * len(self.nodes)
