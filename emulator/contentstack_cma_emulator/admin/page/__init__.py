"""The admin page at `/`: what the emulator holds, what it was asked, and the controls."""
