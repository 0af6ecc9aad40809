package dev.trimtab.cache.internal.redis;

/**
 * What runs inside Redis. All of it touches one key, a hash with the sequence {@code s}, the floor
 * {@code f}, the server's run id {@code r}, and one field per slot that was ever invalidated.
 *
 * <p>Should the hash be evicted, deleted or lost, nothing is silently forgotten: every script finds
 * no floor and says so, sessions end, and the next one begins a new hash at a number that is higher
 * than any before, because it comes from the clock. The same happens when the run id is another
 * one, for a server that restarted or took over may have lost the last generations.
 */
public final class Scripts {

  /** Milliseconds of the epoch on 2024-01-01, so that numbers stay small. */
  private static final String EPOCH_SECONDS = "1704067200";

  /** How an answer begins that says so. */
  public static final String LOST = "TRIMTAB_LOST";

  /** KEYS hash; ARGV channel. Returns sequence and floor. */
  public static final String BEGIN =
      """
      local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
      local now = redis.call('HMGET', KEYS[1], 's', 'f', 'r')
      if now[1] and now[2] and now[3] == run then
        return {now[1], now[2]}
      end
      local time = redis.call('TIME')
      local start = (tonumber(time[1]) - EPOCH) * 1000 + math.floor(tonumber(time[2]) / 1000)
      local last = tonumber(now[1] or '0')
      if start <= last then start = last + 1 end
      local text = string.format('%.0f', start)
      redis.call('UNLINK', KEYS[1])
      redis.call('HSET', KEYS[1], 's', text, 'f', text, 'r', run)
      redis.call('PUBLISH', ARGV[1], 'F:' .. text)
      return {text, text}
      """
          .replace("EPOCH", EPOCH_SECONDS);

  /**
   * KEYS hash; ARGV channel, number of slots, slots, slots to check.
   *
   * <p>The HDEL of nothing is there for a full server: Redis refuses a script's first write if that
   * takes memory, but lets a script go on that has written already (manual, "Scripting with Lua",
   * on out of memory). An invalidation takes a few bytes and must not be what fails.
   */
  public static final String INVALIDATE =
      """
      local floor = redis.call('HGET', KEYS[1], 'f')
      if not floor then return redis.error_reply('TRIMTAB_LOST the generations are gone') end
      redis.call('HDEL', KEYS[1], '-')
      local count = tonumber(ARGV[2])
      local newest = 0
      for i = count + 3, #ARGV do
        local at = redis.call('HGET', KEYS[1], ARGV[i])
        if at and tonumber(at) > newest then newest = tonumber(at) end
      end
      local number = redis.call('HINCRBY', KEYS[1], 's', 1)
      local text = string.format('%.0f', number)
      local fields = {}
      for i = 3, count + 2 do
        fields[#fields + 1] = ARGV[i]
        fields[#fields + 1] = text
        if #fields == 1000 or i == count + 2 then
          redis.call('HSET', KEYS[1], unpack(fields))
          fields = {}
        end
      end
      redis.call('PUBLISH', ARGV[1], 'I:' .. text .. ':' .. table.concat(ARGV, ',', 3, count + 2))
      return {text, floor, string.format('%.0f', newest)}
      """;

  /** KEYS hash; ARGV channel, least number. Forgets all generations: the floor is above them. */
  public static final String FLUSH =
      """
      local now = redis.call('HMGET', KEYS[1], 's', 'r')
      if not now[1] then return redis.error_reply('TRIMTAB_LOST the generations are gone') end
      local number = tonumber(now[1]) + 1
      if number < tonumber(ARGV[2]) then number = tonumber(ARGV[2]) end
      local text = string.format('%.0f', number)
      redis.call('UNLINK', KEYS[1])
      redis.call('HSET', KEYS[1], 's', text, 'f', text, 'r', now[2])
      redis.call('PUBLISH', ARGV[1], 'F:' .. text)
      return {text, text}
      """;

  /** KEYS lease; ARGV token. */
  public static final String RELEASE =
      """
      if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
      return 0
      """;

  private Scripts() {}
}
