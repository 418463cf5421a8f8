"""Programme: the agreements a programme stands on, who carries it out, and each village's way through it.

For whom: coordinator, facilitator, programme manager, observer; the village reads where it stands. Deeds: load a
programme, add a village, record a step, set back, pause, resume, record, date and extend an agreement, add an
implementer. The way of a village (penjajakan, kesepahaman, sosialisasi, pendampingan, berjalan sendiri) is the
founding document's.
"""
