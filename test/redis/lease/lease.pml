/*
 * The lease of a fleet, for spin: processes take it in turns to write what they share. A lease may end while its owner goes on, so
 * each owner has a fence, a number above those of all before; a write is refused where there has been a newer owner.
 *
 * All is one loop of whole steps, so that a state of spin is a state of the lease, and there are as many of them as the same
 * rules have in `model.ts`.
 */
#define MOST 4

byte owner = 0;   /* who has the lease; 0: nobody */
byte fence = 0;   /* of the newest owner */
byte held[4];     /* the fence that a process works under; 0: it does not work */
byte stored = 0;  /* the fence of the last write that was taken */

#define TAKE(p) d_step { owner == 0 && held[p] == 0 && fence < MOST -> \
  fence++; owner = p; held[p] = fence; \
  assert(held[1] == 0 || held[1] != held[2]); \
  assert(held[2] == 0 || held[2] != held[3]); \
  assert(held[3] == 0 || held[3] != held[1]) }

/* what a newer owner wrote, an older one never writes over */
#define WRITE(p) d_step { held[p] > 0 -> \
  if :: held[p] == fence -> assert(held[p] >= stored); stored = held[p] :: else fi }

#define RELEASE(p) d_step { held[p] > 0 -> held[p] = 0; if :: owner == p -> owner = 0 :: else fi }

/* it ends, and does not release */
#define CRASH(p) d_step { held[p] > 0 -> held[p] = 0 }

/* its time is over: the owner has crashed, or is slow */
#define EXPIRE d_step { owner > 0 -> owner = 0 }

active proctype fleet() {
end:
  do
  :: TAKE(1) :: TAKE(2) :: TAKE(3)
  :: WRITE(1) :: WRITE(2) :: WRITE(3)
  :: RELEASE(1) :: RELEASE(2) :: RELEASE(3)
  :: CRASH(1) :: CRASH(2) :: CRASH(3)
  :: EXPIRE
  od
}
