"""The simulated hall: the real firmware in real VMs, on simulated wires, screens and paper."""
