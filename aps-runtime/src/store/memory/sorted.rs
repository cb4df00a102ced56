use std::collections::VecDeque;

/// A set in order, of numbers or the like.
///
/// It is a list of chunks, each with so many of them in a row. Where others have a tree, two
/// short searches find the place; and what comes in order, as most jobs do, is put at the end of a chunk.
#[derive(Debug)]
pub(super) struct Sorted<T> {
    chunks: Vec<Chunk<T>>,
}

#[derive(Debug)]
struct Chunk<T> {
    /// None in the chunks before it is as large.
    from: T,
    /// Never empty.
    items: VecDeque<T>,
}

/// How many a chunk has at most: as many as are moved in no time.
const MOST: usize = 512;

impl<T: Ord + Copy> Sorted<T> {
    pub(super) fn insert(&mut self, item: T) {
        let Some(index) = self.chunk_of(item) else {
            self.chunks.push(Chunk::of(item));
            return;
        };
        let items = &mut self.chunks[index].items;
        let is_full = items.len() == MOST;
        if items.back().is_some_and(|last| *last < item) {
            return if is_full { self.insert_after(index, item) } else { items.push_back(item) };
        }
        let place = items.partition_point(|other| *other < item);
        if items.get(place) == Some(&item) {
            return;
        }
        if is_full {
            let items = items.split_off(MOST / 2);
            self.chunks.insert(index + 1, Chunk { from: items[0], items });
            return self.insert(item);
        }
        items.insert(place, item);
    }

    /// A full chunk stays full, also where later ones come in the opposite order.
    fn insert_after(&mut self, index: usize, item: T) {
        match self.chunks.get_mut(index + 1) {
            Some(next) if next.items.len() < MOST => {
                next.items.push_front(item);
                next.from = item;
            }
            _ => self.chunks.insert(index + 1, Chunk::of(item)),
        }
    }

    pub(super) fn remove(&mut self, item: T) {
        let Some(index) = self.chunk_of(item) else { return };
        let items = &mut self.chunks[index].items;
        // What is due goes first.
        let is_first = items.front() == Some(&item);
        let Ok(place) = (if is_first { Ok(0) } else { items.binary_search(&item) }) else { return };
        items.remove(place);
        if items.is_empty() {
            self.chunks.remove(index);
        } else if items.len() < items.capacity() / 4 {
            items.shrink_to(items.len() * 2);
        }
    }

    pub(super) fn first(&self) -> Option<T> {
        self.iter().next()
    }

    /// The smallest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = T> {
        self.chunks.iter().flat_map(|chunk| &chunk.items).copied()
    }

    /// Where it is, or is to be.
    fn chunk_of(&self, item: T) -> Option<usize> {
        let after = self.chunks.partition_point(|chunk| chunk.from <= item);
        (!self.chunks.is_empty()).then(|| after.saturating_sub(1))
    }
}

impl<T> Chunk<T> {
    fn of(item: T) -> Self
    where
        T: Copy,
    {
        Chunk { from: item, items: VecDeque::from([item]) }
    }
}

impl<T> Default for Sorted<T> {
    fn default() -> Self {
        Sorted { chunks: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Step {
        /// So many from this one on, in order.
        Insert(u32, u32),
        Remove(u32, u32),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let range = || (0_u32..6_000, 1_u32..3_000);
        let insert = range().prop_map(|(from, count)| Step::Insert(from, count));
        let remove = range().prop_map(|(from, count)| Step::Remove(from, count));
        prop::collection::vec(prop_oneof![insert, remove], 1..20)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// By steps of 3, so that later ones come in between.
        #[test]
        fn it_has_what_a_tree_has(steps in steps()) {
            let (mut sorted, mut tree) = (Sorted::default(), BTreeSet::new());
            for step in steps {
                match step {
                    Step::Insert(from, count) => (from..from + count * 3).step_by(3).for_each(|item| {
                        sorted.insert(item);
                        tree.insert(item);
                    }),
                    Step::Remove(from, count) => (from..from + count * 3).step_by(3).for_each(|item| {
                        sorted.remove(item);
                        tree.remove(&item);
                    }),
                }
                prop_assert!(sorted.iter().eq(tree.iter().copied()));
                prop_assert_eq!(sorted.first(), tree.first().copied());
                prop_assert!(sorted.chunks.iter().all(|chunk| (1..=MOST).contains(&chunk.items.len())));
            }
        }
    }

    /// There may be a million.
    #[test]
    fn what_comes_in_order_fills_its_chunks_and_what_has_gone_takes_no_room() {
        let mut sorted = Sorted::default();
        (0..10 * MOST).for_each(|item| sorted.insert(item));
        assert_eq!(sorted.chunks.len(), 10);
        (0..10 * MOST).rev().for_each(|item| sorted.insert(item + 20 * MOST));
        assert!(sorted.chunks.len() <= 31, "{}", sorted.chunks.len());
        (0..30 * MOST).filter(|item| item % 64 > 0).for_each(|item| sorted.remove(item));
        let room: usize = sorted.chunks.iter().map(|chunk| chunk.items.capacity()).sum();
        assert!(room <= 20 * MOST / 64 * 4, "{room}");
    }
}
