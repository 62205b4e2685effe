"""The generator of article files, the jobs, and the floors that they are held against."""
