"""What is installed: packages, the archive for computers without internet, the wheel."""
