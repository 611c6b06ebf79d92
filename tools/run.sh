#!/bin/sh
# tools/run.py with the first Python that is new enough, for programs that call by a fixed
# name and not through make; git brings a shell on Windows too.
for each in python3 python py python3.13 python3.12 python3.11; do
    if "$each" -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' 2>/dev/null; then
        exec "$each" "$(dirname "$0")/run.py" "$@"
    fi
done
echo "Python 3.11.5 or newer is needed, and none was found. Install one from python.org." >&2
exit 1
