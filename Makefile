# `make run` starts the site, `make test` tries everything, `make bench` measures it (QUICK=1: in under three minutes).
# Variables such as PORT or DATA_DIR (docs/run.md has them all) may stand behind the target, `make run PORT=8001`, or in
# the environment.
PYTHON ?= python3

.PHONY: run test bench lock python
run test bench: python
	@exec $(PYTHON) -m config.bootstrap $@
lock: python
	@exec $(PYTHON) -m config.lock
python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name it: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info[0] < 3)" || { echo "Python 3.11 or newer is needed; $(PYTHON) is older than 3. Install one, or name it: make run PYTHON=python3.12" >&2; exit 1; }
