"""Where the regency stands: who is covered by what, and under which definition a claim is true."""
