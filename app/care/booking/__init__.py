"""What is arranged for a patient: place, time, doctor, what to bring."""
