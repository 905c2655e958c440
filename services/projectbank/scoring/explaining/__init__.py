"""Why a project ranks where it ranks, and what would move it."""
