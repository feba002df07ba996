"""What several pages draw with: the frame, the pickers, evidence, graphs, notices."""
