"""The still lifes of the demo community: modelled by procedure and path-traced, the same picture for the same name.

The JPEGs in `meadow/demo/pictures` are original works of this project, under its licence; no photograph, texture or
model of anyone else went into them. `goods.toml` says which pictures there are, in which setting and at which size;
`forms/` models each product, `sets.py` builds what stands around it, and a seed taken from the file's name decides the
rest.

Meadow itself never needs the renderer. To paint again, in an environment of its own (Python 3.11):

    pip install "bpy==4.5.*" pillow
    apt-get install libxrender1 libxi6 libxkbcommon0 libsm6 libgl1 libegl1 libxfixes3 libxxf86vm1
    python -m meadow.demo.artist                     # what is missing
    python -m meadow.demo.artist --only moon-jar     # one product again, all its pictures

`bpy` is Blender as a module; Cycles renders on the CPU and Open Image Denoise cleans up, some five to ten seconds a
picture on two cores.
"""
