"""What the programs of hall and city need of the machine and the network they run on."""
