"""Every parser against answers that an enemy makes up, guided by coverage (`make fuzz`)."""
