"""A build on a SLURM cluster: asks for workers, reads on them, and makes the database where it is started.

Run it on a login node or in a small job, in the environment that the workers use too:

    pip install '.[dask]' dask-jobqueue
    python slurm_build.py /proj/NAME/anslag-data --account naiss2026-1-23 --jobs 8

The data folder must lie where every node sees it. What was read is kept when it is stopped; run it again to go on.
"""

from __future__ import annotations

import argparse
import subprocess
import sys


def main() -> int:
    """Starts the jobs, builds, and ends them; gives the exit code of the build."""
    # Here, so that --help needs no cluster.
    from dask_jobqueue import SLURMCluster

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data")
    parser.add_argument("--account", required=True, help="project that pays, as in sbatch --account")
    parser.add_argument("--jobs", type=int, default=4, help="jobs to ask for")
    parser.add_argument("--cores", type=int, default=16, help="cores of each job")
    asked = parser.parse_args()
    with SLURMCluster(
        account=asked.account,
        cores=asked.cores,
        # A process for each core: reading is Python from end to end, and a page may take 300 MB.
        processes=asked.cores,
        memory=f"{asked.cores} GiB",
        walltime="04:00:00",
        interface=None,
        # Workers end by themselves before the queue ends them, so that their tasks move on in time.
        worker_extra_args=["--lifetime", "3h45m", "--lifetime-stagger", "5m"],
    ) as cluster:
        cluster.scale(jobs=asked.jobs)
        command = ["anslag", "build", "--data", asked.data, "--dask", cluster.scheduler_address]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
