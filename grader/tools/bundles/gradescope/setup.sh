#!/usr/bin/env bash
# Gradescope runs this once, while it builds the image in which all submissions are graded.
set -euo pipefail
cd "$(dirname "$0")"

# The grader needs Python 3.11 or newer. An image that has an older one can have one beside it.
for python in python3.14 python3.13 python3.12 python3.11 python3 ""; do
  if [ -n "$python" ] && "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi
done
apt-get update -qq
if [ -z "$python" ]; then
  for version in 3.12 3.11; do
    if apt-get install -y -qq "python$version" "python$version-venv"; then python="python$version"; break; fi
  done
fi
if [ -z "$python" ]; then echo "This image has no Python 3.11 or newer: choose a newer one."; exit 1; fi
apt-get install -y -qq bubblewrap libseccomp2 || true  # without it the grader falls back on Landlock

if [ -e course/trials.secret ]; then chmod 600 course/trials.secret; fi  # not every program unpacks the mode
"$python" -m venv venv
venv/bin/pip install --quiet --constraint constraints.txt ./*.whl
venv/bin/step-grader doctor || true  # what the image offers, for the log of its build
